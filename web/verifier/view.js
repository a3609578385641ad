/**
 * The answer as people see it: a coloured verdict, what to do, and what the book says.
 *
 * @typedef {import("./verdict.js").Answer} Answer
 * @typedef {import("./verdict.js").Verdict} Verdict
 * @typedef {import("./code.js").Shown} Shown
 */

import { ADVICE, THEN, TITLES, WORDS } from "./domain.js";
import { dated, dayInWords } from "./moments.js";

const PAGE_TITLE = document.title;

/** @type {Record<Verdict, "good" | "warning" | "bad" | "unsure">} */
const TONES = {
  valid: "good",
  expires_soon: "warning",
  not_valid: "bad",
  superseded: "bad",
  revoked: "bad",
  unknown: "bad",
  signature_wrong: "bad",
  stale: "unsure",
  no_list: "unsure",
};

/** @type {Verdict[]} */
const MAY_COUNT = ["valid", "expires_soon"];

/**
 * Show an answer, and how old the data are that it rests on.
 *
 * @param {Answer} answer
 * @param {"by_server" | "by_list"} source
 */
export function present(answer, source) {
  element("verdict").dataset.tone = TONES[answer.verdict];
  write("title", TITLES[answer.verdict]);
  write("advice", ADVICE[answer.verdict]);
  write("then", answer.then ? THEN[answer.then] : "");
  write("as-of", answer.asOf ? `${WORDS[source]} ${dated(answer.asOf, new Date(), WORDS.just_now)}` : WORDS.no_data);
  describe(answer.claims);
  element("compare").hidden = !MAY_COUNT.includes(answer.verdict);
  write("until", MAY_COUNT.includes(answer.verdict) ? WORDS.in_force_until : WORDS.issued_until);
  element("result").hidden = false;
  document.title = `${TITLES[answer.verdict]} — ${PAGE_TITLE}`;
}

/** @param {Shown | undefined} claims */
function describe(claims) {
  element("claims").hidden = element("print").hidden = !claims;
  if (!claims) return;
  write("initials", claims.initials);
  write("number-shown", claims.number);
  write("version", String(claims.version));
  write("category", claims.category);
  write("issued-on", dayInWords(claims.issuedOn));
  write("valid-until", claims.validUntil ? dayInWords(claims.validUntil) : WORDS.lacking);
}

/**
 * Write a text where another one stands; a screen reader is not told what it has told already.
 *
 * @param {string} id
 * @param {string} text
 */
export function write(id, text) {
  const place = element(id);
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
}

/**
 * Find an element that the page has for certain.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new ReferenceError(id);
  return found;
}
