/**
 * Where answers come from: what was published, and the server. Nothing else is ever asked.
 *
 * @typedef {import("./verdict.js").Answer} Answer
 * @typedef {import("./verdict.js").Known} Known
 *
 * @typedef {object} Published
 * @property {import("./signatures.js").Keys} keys
 * @property {import("./list.js").StatusList | null} list
 *
 * @typedef {object} Told what the server says (`CheckView` of functions/check)
 * @property {Known} verdict
 * @property {string} [number]
 * @property {number} [version]
 * @property {string} [initials]
 * @property {string} [category]
 * @property {string} [issued_on]
 * @property {string | null} [valid_until]
 * @property {string} checked_at
 */

import { read as readCode } from "./code.js";
import { ADVICE } from "./domain.js";
import { read as readList } from "./list.js";
import { keysOf, verified } from "./signatures.js";
import { judge } from "./verdict.js";

const CHECK = "/v1/check";
const TOO_OFTEN = 429;
const PATIENCE = 10_000;
const CODE_PATIENCE = 2_000;

/** @typedef {"offline" | "too_often"} Failure */

/** The server has not answered; `message` says why. */
export class NoAnswer extends Error {
  /** @param {Failure} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/**
 * Judge a code by what was published, as far as this device has it.
 *
 * @param {string} said
 */
export async function withoutNetwork(said) {
  return examined(said, await published());
}

/**
 * Examine a code; the answer depends on when it is asked for.
 *
 * @param {string} said
 * @param {Published} published
 * @returns {Promise<(now: Date) => Answer>}
 */
export async function examined(said, { keys, list }) {
  const code = readCode(said);
  if (!code) return (now) => judge(null, "wrong", list, now);
  const signature = await verified(keys, code.claims.key, code.signed, code.signature);
  return (now) => judge(code.claims, signature, list, now);
}

/**
 * Take the keys and the list; what is not there, or not genuine, is nothing.
 *
 * @returns {Promise<Published>}
 */
export async function published() {
  const [keys, written] = await Promise.all([
    fetched("/v/keys.json").then((answer) => answer.json()).then(keysOf).catch(() => new Map()),
    fetched("/v/status.cwt").then((answer) => answer.arrayBuffer()).catch(() => null),
  ]);
  return { keys, list: written && (await readList(new Uint8Array(written), keys)) };
}

/**
 * Ask the server about a code; null if it does not answer in time.
 *
 * @param {string} said
 */
export function aboutCode(said) {
  return asked(`/${encodeURIComponent(said.toUpperCase())}`, {}, CODE_PATIENCE).catch(() => null);
}

/**
 * Ask about a book's number; throws `NoAnswer`.
 *
 * @param {string} number
 */
export function aboutNumber(number) {
  return asked(`?${new URLSearchParams({ number })}`);
}

/**
 * Ask about a file by its SHA-256, which is made here; throws `NoAnswer`.
 *
 * @param {File} file
 */
export async function aboutFile(file) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const headers = { "Content-Type": "application/json" };
  return asked("/file", { method: "POST", headers, body: JSON.stringify({ sha256 }) });
}

/** @param {string} path */
async function fetched(path) {
  const answer = await fetch(path, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new NoAnswer("offline");
  return answer;
}

/**
 * @param {string} question
 * @param {RequestInit} options
 * @param {number} patience
 * @returns {Promise<Answer>}
 */
async function asked(question, options = {}, patience = PATIENCE) {
  try {
    const answer = await fetch(CHECK + question, { ...options, signal: AbortSignal.timeout(patience) });
    if (answer.status === TOO_OFTEN) throw new NoAnswer("too_often");
    const told = answer.ok && (await answer.json());
    if (told && told.verdict in ADVICE) return answerOf(told);
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
  }
  throw new NoAnswer("offline");
}

/**
 * @param {Told} told
 * @returns {Answer}
 */
function answerOf(told) {
  const { verdict, number, version, initials, category, issued_on: issuedOn, valid_until: validUntil } = told;
  const asOf = new Date(told.checked_at);
  if (number === undefined || version === undefined || initials === undefined) return { verdict, asOf };
  if (category === undefined || issuedOn === undefined) return { verdict, asOf };
  return { verdict, asOf, claims: { number, version, initials, category, issuedOn, validUntil: validUntil ?? null } };
}
