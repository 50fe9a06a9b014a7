import { decimal } from "./decimal.ts";
import { fourDigits } from "./scan-digits.ts";
import { PLAIN, WHOLE_FLOAT, type NumberBatch } from "./number-batch.ts";
import type { Scanner } from "./scan.ts";

const END = -1;

/**
 * Adds the numbers that follow to the batch while it has room, with commas in between: safe integers, whole floats of up to 15 digits, and decimals
 * that are proven to print as the same token. Stops in front of anything else, and of a comma that leads to it.
 *
 * One loop with nothing but local numbers, because it is what most of the time goes into.
 */
export function scanPlain(scanner: Scanner, batch: NumberBatch): void {
  const { bytes, view, form } = scanner;
  const { numbers, kinds, size } = batch;
  let start = scanner.at;
  for (let count = batch.count; count < size; count++) {
    const negative = bytes[start] === 0x2d;
    const first = negative ? start + 1 : start;
    let at = first;
    let byte = bytes[at] ?? END;
    let head = 0;
    let number = 0;
    let kind = PLAIN;
    for (; byte >= 0x30 && byte <= 0x39; byte = bytes[++at] ?? END) head = head * 10 + (byte - 0x30);
    const dot = at;
    if (dot === first || (bytes[first] === 0x30 && dot > first + 1)) return;
    if (byte !== 0x2e) {
      // Up to 16 digits the sum is exact wherever it is at most 2^53.
      if (byte === 0x65 || byte === 0x45 || dot - first > 16 || head > Number.MAX_SAFE_INTEGER) return;
      if (negative && head === 0 && form === "json") return;
      number = negative ? 0 - head : head;
      if (head > 0x7fffffff) batch.small = false;
    } else if (isPointZero(bytes, dot)) {
      if (dot - first > 15) return;
      at = dot + 2;
      number = negative ? -head : head;
      kind = WHOLE_FLOAT;
      batch.plain = false;
    } else {
      let headDigits = dot - first;
      at++;
      if (head === 0) {
        headDigits = 0;
        while (bytes[at] === 0x30) at++;
      }
      let tail = 0;
      let tailFrom = at;
      for (;;) {
        const four = fourDigits(view, at);
        if (four < 0) break;
        at += 4;
        if (headDigits <= 9) {
          head = head * 1e4 + four;
          headDigits += 4;
          tailFrom = at;
        } else {
          tail = tail * 1e4 + four;
        }
      }
      byte = bytes[at] ?? END;
      for (; byte >= 0x30 && byte <= 0x39; byte = bytes[++at] ?? END) tail = tail * 10 + (byte - 0x30);
      const tailDigits = at - tailFrom;
      const lastDigit = (bytes[at - 1] ?? 0) - 0x30;
      let places = at - dot - 1;
      let exponent = 0;
      if (places === 0 || byte === 0x45) return;
      if (byte === 0x65) {
        exponent = dot === first + 1 && bytes[first] !== 0x30 ? smallExponent(bytes, at) : 0;
        if (exponent < (form === "json" ? 10 : 5)) return;
        places += exponent;
        at += 4;
      }
      number = decimal({ head, headDigits, tail, tailDigits, lastDigit, places });
      if (Number.isNaN(number) || (exponent === 0 && (number < 1e-4 || number >= 1e16))) return;
      if (negative) number = -number;
      batch.small = false;
    }
    numbers[count] = number;
    kinds[count] = kind;
    batch.count = count + 1;
    scanner.at = at;
    if (bytes[at] !== 0x2c) return;
    start = at + 1;
    while (bytes[start] === 0x20) start++;
  }
}

/** True for `.0` and no more. */
function isPointZero(bytes: Uint8Array, dot: number): boolean {
  if (bytes[dot + 1] !== 0x30) return false;
  const byte = bytes[dot + 2] ?? END;
  return !(byte >= 0x30 && byte <= 0x39) && byte !== 0x65 && byte !== 0x45;
}

/** n for an exponent `e-n` of two digits, as Python writes it; else 0. */
function smallExponent(bytes: Uint8Array, at: number): number {
  const ten = (bytes[at + 2] ?? 0) - 0x30;
  const one = (bytes[at + 3] ?? 0) - 0x30;
  const more = bytes[at + 4] ?? END;
  if (bytes[at + 1] !== 0x2d || ten < 0 || ten > 9 || one < 0 || one > 9) return 0;
  return more >= 0x30 && more <= 0x39 ? 0 : ten * 10 + one;
}
