import { isFloatText } from "./float-text.ts";
import { listOf, NumberBatch } from "./number-batch.ts";
import { RawNumber } from "./raw-number.ts";
import { scanPlain } from "./scan-plain.ts";
import type { Scanner } from "./scan.ts";
import { float, Float, integer } from "./value.ts";

const END = -1;

/** For all documents: reading is never interrupted. */
const one = new NumberBatch(1);
/** Many small lists that are joined at the end cost less than one that grows, and the collector moves them once. */
const many = new NumberBatch(4096);

/** Reads a number, or `NaN`, `Infinity`, `-Infinity`, as Python writes them. */
export function scanNumber(scanner: Scanner): unknown {
  one.reset(scanner.form);
  scanPlain(scanner, one);
  return one.count === 0 ? scanAnyNumber(scanner) : one.at(0);
}

/** Reads the numbers that a list begins with, one at least. */
export function scanNumbers(scanner: Scanner): unknown[] {
  const parts: unknown[][] = [];
  many.reset(scanner.form);
  do {
    if (many.count === many.size) {
      parts.push(listOf(many));
      many.reset(scanner.form);
    }
    const before = many.count;
    scanPlain(scanner, many);
    if (many.count === before) many.addOther(scanAnyNumber(scanner));
  } while (goesOn(scanner));
  const last = listOf(many);
  return parts.length === 0 ? last : ([] as unknown[]).concat(...parts, last);
}

/** Skips the comma in front of a further number. */
function goesOn(scanner: Scanner): boolean {
  if (scanner.peek() !== 0x2c) return false;
  const comma = scanner.at++;
  if (startsNumber(scanner.peek())) return true;
  scanner.at = comma;
  return false;
}

/** True for a digit and a minus. */
export function startsNumber(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d;
}

/** Reads a number by way of its text, whatever it is. */
function scanAnyNumber(scanner: Scanner): unknown {
  const { bytes, form, at: start } = scanner;
  if (bytes[start] === 0x2d) scanner.at++;
  const first = scanner.at;
  if (countDigits(scanner) === 0) {
    scanner.at = start;
    return scanWord(scanner);
  }
  if (bytes[first] === 0x30 && scanner.at > first + 1) {
    scanner.at = first + 1;
    throw scanner.error("no digit after a leading zero");
  }
  const whole = scanner.at;
  if (bytes[whole] === 0x2e) {
    scanner.at++;
    digits(scanner);
  }
  const byte = bytes[scanner.at];
  if (byte === 0x65 || byte === 0x45) {
    const sign = bytes[++scanner.at];
    if (sign === 0x2b || sign === 0x2d) scanner.at++;
    digits(scanner);
  }
  const text = scanner.text(start, scanner.at);
  if (form === "json") return isPlain(text) ? Number(text) : new RawNumber(text);
  if (scanner.at === whole) return integer(BigInt(text));
  const value = Number(text);
  return isFloatText(text, value) ? float(value) : new Float(value, text);
}

/** True for a token that JavaScript and Python both print for the number it stands for. */
function isPlain(text: string): boolean {
  const value = Number(text);
  return text === String(value) && (Number.isSafeInteger(value) || isFloatText(text, value));
}

function scanWord(scanner: Scanner): unknown {
  const byte = scanner.bytes[scanner.at];
  let number: number;
  if (byte === 0x2d) number = scanner.word("-Infinity", -Infinity);
  else if (byte === 0x4e) number = scanner.word("NaN", NaN);
  else number = scanner.word("Infinity", Infinity);
  return scanner.form === "json" ? number : new Float(number);
}

function digits(scanner: Scanner): void {
  if (countDigits(scanner) === 0) throw scanner.error("a digit");
}

/** Goes on to the first byte that is no digit. */
function countDigits(scanner: Scanner): number {
  const { bytes, at: start } = scanner;
  let at = start;
  let byte = bytes[at] ?? END;
  while (byte >= 0x30 && byte <= 0x39) byte = bytes[++at] ?? END;
  scanner.at = at;
  return at - start;
}
