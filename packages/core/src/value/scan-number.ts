import { decimal } from "./decimal.ts";
import { floatText } from "./float-text.ts";
import { RawNumber } from "./raw-number.ts";
import type { Scanner } from "./scan.ts";
import { float, Float, integer } from "./value.ts";

/** `json`: a number whose token would be lost is a `RawNumber`. `value`: the numbers of a `Value`. */
export type NumberForm = "json" | "value";

const END = -1;
/** As many digits as surely fit into 32 bits: arithmetic on them is fast. */
const HEAD = 9;

/** Floats such as `0.0` and `1.0` are frequent: one object each serves all. */
const wholeFloats = Array.from({ length: 1024 }, (_, whole) => new Float(whole));

/** Reads a number, or `NaN`, `Infinity`, `-Infinity`, as Python writes them. */
export function scanNumber(scanner: Scanner): unknown {
  const { bytes, at: start } = scanner;
  const negative = bytes[start] === 0x2d;
  const first = negative ? start + 1 : start;
  let at = first;
  let byte = bytes[at] ?? END;
  let whole = 0;
  for (; byte >= 0x30 && byte <= 0x39; byte = bytes[++at] ?? END) whole = whole * 10 + (byte - 0x30);
  if (at === first) return scanWord(scanner);
  scanner.at = at;
  if (bytes[first] === 0x30 && at > first + 1) {
    scanner.at = first + 1;
    throw scanner.error("no digit after a leading zero");
  }
  if (byte === 0x2e) {
    if (scanner.form === "value" && at - first <= 15 && isPointZero(bytes, at)) {
      scanner.at = at + 2;
      return (negative ? undefined : wholeFloats[whole]) ?? new Float(negative ? -whole : whole);
    }
    const size = scanFraction(scanner, whole, whole === 0 ? 0 : at - first);
    if (!Number.isNaN(size)) return negative ? -size : size;
    return scanFloat(scanner, start);
  }
  if (byte === 0x65 || byte === 0x45) return scanFloat(scanner, start);
  // Up to 16 digits the sum is exact wherever it is at most 2^53.
  if (at - first > 16 || whole > Number.MAX_SAFE_INTEGER) return wideInteger(scanner, start);
  if (!negative) return whole;
  return whole === 0 && scanner.form === "json" ? new RawNumber("-0") : 0 - whole;
}

/** True for `.0` and no more. */
function isPointZero(bytes: Uint8Array, dot: number): boolean {
  if (bytes[dot + 1] !== 0x30) return false;
  const byte = bytes[dot + 2] ?? END;
  return !(byte >= 0x30 && byte <= 0x39) && byte !== 0x65 && byte !== 0x45;
}

function wideInteger(scanner: Scanner, start: number): unknown {
  const text = scanner.text(start, scanner.at);
  return scanner.form === "json" ? new RawNumber(text) : integer(BigInt(text));
}

function scanWord(scanner: Scanner): unknown {
  const byte = scanner.bytes[scanner.at];
  let number: number;
  if (byte === 0x2d) number = scanner.word("-Infinity", -Infinity);
  else if (byte === 0x4e) number = scanner.word("NaN", NaN);
  else number = scanner.word("Infinity", Infinity);
  return scanner.form === "json" ? number : new Float(number);
}

/** Reads the fraction behind `whole`. NaN, and nothing more, when the number needs the slow way: an exponent follows, or its token might be lost. */
function scanFraction(scanner: Scanner, whole: number, wholeDigits: number): number {
  const { bytes, at: dot } = scanner;
  let at = dot + 1;
  let byte = bytes[at] ?? END;
  if (wholeDigits === 0) while (byte === 0x30) byte = bytes[++at] ?? END;
  let head = whole;
  const turn = at + Math.max(0, HEAD - wholeDigits);
  const fraction = at;
  for (; byte >= 0x30 && byte <= 0x39 && at < turn; byte = bytes[++at] ?? END)
    head = head * 10 + (byte - 0x30);
  const headDigits = wholeDigits + at - fraction;
  const tailStart = at;
  let tail = 0;
  for (; byte >= 0x30 && byte <= 0x39; byte = bytes[++at] ?? END) tail = tail * 10 + (byte - 0x30);
  if (byte === 0x65 || byte === 0x45) return NaN;
  const size = decimal({ head, headDigits, tail, tailDigits: at - tailStart, places: at - dot - 1 });
  if (!Number.isNaN(size)) scanner.at = at;
  return size;
}

/** Reads on from the first byte behind the whole part. */
function scanFloat(scanner: Scanner, start: number): unknown {
  const { bytes, at: dot } = scanner;
  if (bytes[dot] === 0x2e) {
    scanner.at++;
    skipDigits(scanner);
  }
  const byte = bytes[scanner.at];
  if (byte === 0x65 || byte === 0x45) {
    const sign = bytes[++scanner.at];
    if (sign === 0x2b || sign === 0x2d) scanner.at++;
    skipDigits(scanner);
  }
  const text = scanner.text(start, scanner.at);
  const value = Number(text);
  const same = floatText(value) === text;
  if (scanner.form === "json") return same && String(value) === text ? value : new RawNumber(text);
  if (!same) return new Float(value, text);
  return float(value);
}

function skipDigits(scanner: Scanner): void {
  const { bytes, at: start } = scanner;
  let at = start;
  let byte = bytes[at] ?? END;
  while (byte >= 0x30 && byte <= 0x39) byte = bytes[++at] ?? END;
  scanner.at = at;
  if (at === start) throw scanner.error("a digit");
}
