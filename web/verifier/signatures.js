/**
 * The issuer's signatures: ECDSA on P-256 with SHA-256, checked by the browser itself.
 *
 * @typedef {Map<string, CryptoKey>} Keys by name, in hex
 * @typedef {"right" | "wrong" | "unknown_key"} Signature
 */

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };

/**
 * Take the keys from their set (RFC 7517); throws if it is no such set.
 *
 * @param {{ keys: (JsonWebKey & { kid: string })[] }} set
 * @returns {Promise<Keys>}
 */
export async function keysOf(set) {
  const named = set.keys.map(async (key) => /** @type {const} */ ([key.kid, await imported(key)]));
  return new Map(await Promise.all(named));
}

/**
 * Say whether a key has signed these bytes.
 *
 * @param {Keys} keys
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} signed
 * @param {Uint8Array<ArrayBuffer>} signature
 * @returns {Promise<Signature>}
 */
export async function verified(keys, name, signed, signature) {
  const key = keys.get(name);
  if (!key) return "unknown_key";
  return (await crypto.subtle.verify(SIGNATURE, key, signature, signed)) ? "right" : "wrong";
}

/** @param {JsonWebKey} key */
function imported(key) {
  return crypto.subtle.importKey("jwk", key, CURVE, false, ["verify"]);
}
