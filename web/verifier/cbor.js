/**
 * The little of CBOR (RFC 8949) that a status list needs: lengths that are given, no fractions.
 *
 * @typedef {{ tag: number, item: unknown }} Tagged
 * @typedef {number | string | Uint8Array<ArrayBuffer> | unknown[] | Map<unknown, unknown> | Tagged} Item
 */

const TEXT = new TextDecoder("utf-8", { fatal: true });
const TEXT_WRITER = new TextEncoder();
const SIZES = [1, 2, 4, 8];

/**
 * Read one item that fills all the bytes; throws if they hold anything else.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Item}
 */
export function decode(bytes) {
  const reader = new Reader(bytes);
  const item = reader.item();
  if (reader.place !== bytes.length) throw new SyntaxError("more than one item");
  return item;
}

/**
 * Write a list of texts and byte strings.
 *
 * @param {(string | Uint8Array<ArrayBuffer>)[]} parts
 */
export function encode(parts) {
  const written = parts.flatMap((part) =>
    typeof part === "string" ? string(3, TEXT_WRITER.encode(part)) : string(2, part),
  );
  return new Uint8Array([...head(4, parts.length), ...written]);
}

/**
 * @param {number} kind
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function string(kind, bytes) {
  return [...head(kind, bytes.length), ...bytes];
}

/**
 * @param {number} kind
 * @param {number} value
 */
function head(kind, value) {
  if (value < 24) return [(kind << 5) | value];
  const step = value < 0x100 ? 0 : value < 0x10000 ? 1 : 2;
  const bytes = [];
  for (let shift = SIZES[step] - 1; shift >= 0; shift--) bytes.push((value >>> (8 * shift)) & 0xff);
  return [(kind << 5) | (24 + step), ...bytes];
}

class Reader {
  /** @param {Uint8Array<ArrayBuffer>} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.place = 0;
  }

  /** @returns {Item} */
  item() {
    const first = this.view.getUint8(this.place++);
    const value = this.value(first & 31);
    switch (first >> 5) {
      case 0:
        return value;
      case 1:
        return -1 - value;
      case 2:
        return this.taken(value);
      case 3:
        return TEXT.decode(this.taken(value));
      case 4:
        return this.items(value);
      case 5:
        return this.map(value);
      case 6:
        return { tag: value, item: this.item() };
      default:
        throw new SyntaxError("fractions and simple values are not read");
    }
  }

  /** @param {number} short what the first byte says of the value */
  value(short) {
    if (short < 24) return short;
    const size = SIZES[short - 24];
    if (!size) throw new SyntaxError("a length that is not given");
    const bytes = this.taken(size);
    return bytes.reduce((value, byte) => value * 0x100 + byte, 0);
  }

  /** @param {number} count */
  taken(count) {
    if (count > this.bytes.length - this.place) throw new SyntaxError("cut off");
    return this.bytes.slice(this.place, (this.place += count));
  }

  /** @param {number} count */
  items(count) {
    /** @type {Item[]} */
    const items = [];
    while (items.length < count) items.push(this.item());
    return items;
  }

  /** @param {number} count */
  map(count) {
    /** @type {Map<Item, Item>} */
    const map = new Map();
    for (let read = 0; read < count; read++) map.set(this.item(), this.item());
    return map;
  }
}
