/**
 * The signed list of versions that count no more (`shared/domain/status_list.py`).
 *
 * @typedef {object} StatusList
 * @property {(place: number) => number} statusAt
 * @property {Date} signedAt
 * @property {Date} expiresAt
 *
 * @typedef {import("./signatures.js").Keys} Keys
 */

import { decode, encode } from "./cbor.js";
import { verified } from "./signatures.js";

export const VALID = 0;
export const SUPERSEDED = 3;

const COSE_SIGN1 = 18;
const [ALG, KID, TYP, ES256] = [1, 4, 16, -7];
const [EXP, IAT, STATUS_LIST] = [4, 6, 65533];
const MEDIA_TYPE = "application/statuslist+cwt";
const BITS = 2;

/**
 * Read a list; null is said of one that is not ours, or was changed.
 *
 * @param {Uint8Array<ArrayBuffer>} written
 * @param {Keys} keys
 * @returns {Promise<StatusList | null>}
 */
export async function read(written, keys) {
  try {
    const { tag, item } = /** @type {any} */ (decode(written));
    const [header, , payload, signature] = item;
    if (tag !== COSE_SIGN1 || !(await genuine(header, payload, signature, keys))) return null;
    return await listOf(/** @type {any} */ (decode(payload)));
  } catch {
    return null;
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>} header
 * @param {Uint8Array<ArrayBuffer>} payload
 * @param {Uint8Array<ArrayBuffer>} signature
 * @param {Keys} keys
 */
async function genuine(header, payload, signature, keys) {
  const said = /** @type {any} */ (decode(header));
  if (said.get(ALG) !== ES256 || said.get(TYP) !== MEDIA_TYPE) return false;
  const name = [...said.get(KID)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const signed = encode(["Signature1", header, new Uint8Array(), payload]);
  return (await verified(keys, name, signed, signature)) === "right";
}

/**
 * @param {Map<number, any>} claims
 * @returns {Promise<StatusList>}
 */
async function listOf(claims) {
  const list = claims.get(STATUS_LIST);
  if (list.get("bits") !== BITS) throw new SyntaxError("another kind of list");
  const packed = await inflated(list.get("lst"));
  return {
    statusAt: (place) => ((packed[Math.floor(place / 4)] ?? 0) >> ((place % 4) * BITS)) & 3,
    signedAt: new Date(claims.get(IAT) * 1000),
    expiresAt: new Date(claims.get(EXP) * 1000),
  };
}

/** @param {Uint8Array<ArrayBuffer>} compressed */
async function inflated(compressed) {
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
