/**
 * The verdict without the network: the server's, or that it cannot be known (ver-02, ver-07).
 *
 * @typedef {import("./code.js").Claims} Claims
 * @typedef {import("./code.js").Shown} Shown
 * @typedef {import("./list.js").StatusList} StatusList
 * @typedef {import("./signatures.js").Signature} Signature
 *
 * @typedef {"valid" | "expires_soon" | "not_valid" | "superseded" | "revoked"} Standing of a book of ours
 * @typedef {Standing | "unknown" | "signature_wrong"} Known
 * @typedef {Known | "stale" | "no_list"} Verdict
 *
 * @typedef {object} Answer
 * @property {Verdict} verdict
 * @property {Standing} [then] where the verdict cannot be known: what the data that there are would say
 * @property {Shown} [claims] none of a code that is not proved to be ours
 * @property {Date} [asOf] how old the data are that the verdict rests on
 */

import { SOON_DAYS } from "./domain.js";
import { SUPERSEDED, VALID } from "./list.js";

const DAY = 86_400_000;
const MOSCOW = 3 * 3_600_000; // ahead of UTC

/**
 * Judge a code, as the server does.
 *
 * Only a fresh list proves that the keys are all there are: without one, a key that we do not know is no forgery.
 *
 * @param {Claims | null} claims null if nobody can read the code
 * @param {Signature} signature
 * @param {StatusList | null} list null if there is none that is genuine
 * @param {Date} now
 * @returns {Answer}
 */
export function judge(claims, signature, list, now) {
  const asOf = list?.signedAt;
  if (!claims) return { verdict: "unknown", asOf };
  if (signature === "wrong") return { verdict: "signature_wrong", asOf };
  const gap = !list ? "no_list" : now > list.expiresAt ? "stale" : null;
  if (signature === "unknown_key") return { verdict: gap ?? "signature_wrong", asOf };
  const then = standing(claims, list, now);
  return gap ? { verdict: gap, then, claims, asOf } : { verdict: then, claims, asOf };
}

/**
 * @param {Claims} claims
 * @param {StatusList | null} list
 * @param {Date} now
 * @returns {Standing}
 */
function standing(claims, list, now) {
  const status = list?.statusAt(claims.place) ?? VALID;
  if (status !== VALID) return status === SUPERSEDED ? "superseded" : "revoked";
  const today = dayOf(Math.max(now.getTime(), list?.signedAt.getTime() ?? 0));
  if (!claims.validUntil || today > claims.validUntil) return "not_valid";
  const soon = dayOf(Date.parse(today) + SOON_DAYS * DAY);
  return soon > claims.validUntil ? "expires_soon" : "valid";
}

/**
 * Name the day as the server does, in Moscow, which has no summer time.
 *
 * @param {number} moment
 */
function dayOf(moment) {
  return new Date(moment + MOSCOW).toISOString().slice(0, 10);
}
