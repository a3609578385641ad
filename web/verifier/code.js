/**
 * What a QR code says, byte by byte; `shared/domain/qr.py` is the authority.
 *
 * @typedef {object} Shown what people are shown of a version
 * @property {string} number of the book
 * @property {number} version
 * @property {string} category in words
 * @property {string} issuedOn as in ISO 8601
 * @property {string | null} validUntil likewise; null if the book lacked something
 * @property {string} initials
 *
 * @typedef {object} Named what else its code says
 * @property {string} key the signing key's name, in hex
 * @property {number} place in the status list
 *
 * @typedef {Shown & Named} Claims
 *
 * @typedef {object} Code
 * @property {Claims} claims
 * @property {Uint8Array<ArrayBuffer>} signed the bytes that the signature covers
 * @property {Uint8Array<ArrayBuffer>} signature r and s
 */

import { CATEGORIES } from "./domain.js";

const FORM = 1;
const SIGNED = 24;
const CHARACTERS = 141;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const EPOCH = Date.UTC(2020, 0, 1);
const DAY = 86_400_000;

const NUMBER = "0123456789ABCDEFGHJKMNPQRSTVWXY";
const NUMBER_LENGTH = 11;
const NUMBERS = BigInt(NUMBER.length) ** BigInt(NUMBER_LENGTH);

/** What cp1251 has no letter for. */
const NO_LETTER = 0x98;
const CYRILLIC = new TextDecoder("windows-1251");

/**
 * Take a code apart; null is said of any text but the one spelling that the issuer writes.
 *
 * @param {string} said
 * @returns {Code | null}
 */
export function read(said) {
  const data = bytesOf(said.toUpperCase());
  if (data?.[0] !== FORM) return null;
  const view = new DataView(data.buffer);
  const number = numberOf((BigInt(view.getUint8(3)) << 48n) | (BigInt(view.getUint16(4)) << 32n) | BigInt(view.getUint32(6)));
  const category = CATEGORIES[view.getUint8(16)];
  const initials = initialsOf(data.subarray(21, SIGNED));
  if (number === null || category === undefined || initials === null) return null;
  const claims = {
    key: data[1].toString(16).padStart(2, "0") + data[2].toString(16).padStart(2, "0"),
    number,
    version: view.getUint16(10),
    place: view.getUint32(12),
    category,
    issuedOn: day(view.getUint16(17)),
    validUntil: view.getUint16(19) ? day(view.getUint16(19)) : null,
    initials,
  };
  return { claims, signed: data.slice(0, SIGNED), signature: data.slice(SIGNED) };
}

/**
 * Decode base 32; the one bit that the last character has too many must be 0.
 *
 * @param {string} said
 */
function bytesOf(said) {
  if (said.length !== CHARACTERS) return null;
  const data = new Uint8Array((CHARACTERS * 5) >> 3);
  let [bits, held, place] = [0, 0, 0];
  for (const character of said) {
    const value = BASE32.indexOf(character);
    if (value < 0) return null;
    bits = ((bits << 5) | value) & 0xfff;
    held += 5;
    if (held >= 8) data[place++] = bits >> (held -= 8);
  }
  return bits & ((1 << held) - 1) ? null : data;
}

/**
 * Write a number as people read it, with its check character (`shared/domain/numbers.py`).
 *
 * @param {bigint} value
 */
function numberOf(value) {
  if (value >= NUMBERS) return null;
  const places = [];
  for (let rest = value; places.length < NUMBER_LENGTH; rest /= BigInt(NUMBER.length)) {
    places.push(Number(rest % BigInt(NUMBER.length)));
  }
  const weighted = places.reduce((sum, place, index) => sum + (index + 2) * place, 0);
  const check = (NUMBER.length - (weighted % NUMBER.length)) % NUMBER.length;
  const text = [...places, check].map((place) => NUMBER[place]).join("");
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

/**
 * Read the initials; as the server does, only those that would be written with the same bytes.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function initialsOf(bytes) {
  if (bytes.includes(NO_LETTER)) return null;
  const padded = CYRILLIC.decode(bytes);
  const initials = [...padded.replace(/\0+$/, "")].map((letter) => `${letter}.`).join(" ").trim();
  const again = initials.replaceAll(". ", "").replaceAll(".", "");
  return again.padEnd(padded.length, "\0") === padded ? initials : null;
}

/** @param {number} count of days since the beginning of 2020 */
function day(count) {
  return new Date(EPOCH + count * DAY).toISOString().slice(0, 10);
}
