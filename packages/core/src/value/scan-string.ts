import type { Scanner } from "./scan.ts";

const END = -1;
const simpleEscapes = new Map(
  Object.entries({ '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }).map(
    ([letter, meaning]) => [letter.charCodeAt(0), meaning],
  ),
);

/** Keys are few and come again and again: the last one of each hash is kept, if it is not long. */
const SLOTS = 256;
const LONGEST = 32;

/** Reads the key of an object. The scanner stands at its opening quote. */
export function scanKey(scanner: Scanner): string {
  const { bytes, keys } = scanner;
  const start = scanner.at + 1;
  let at = start;
  let byte = bytes[at] ?? END;
  let hash = 0;
  for (; byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c; byte = bytes[++at] ?? END)
    hash = (hash * 31 + byte) | 0;
  const length = at - start;
  if (byte !== 0x22 || length > LONGEST) return scanString(scanner);
  scanner.at = at + 1;
  const slot = hash & (SLOTS - 1);
  const known = keys[slot];
  if (known?.length === length && standsAt(known, bytes, start)) return known;
  return (keys[slot] = bytes.toString("latin1", start, at));
}

function standsAt(text: string, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < text.length; index++)
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  return true;
}

/** Reads a string. The scanner stands at its opening quote. */
export function scanString(scanner: Scanner): string {
  scanner.at++;
  const first = plainPart(scanner);
  if (scanner.bytes[scanner.at] === 0x22) {
    scanner.at++;
    return first;
  }
  const parts = [first];
  while (scanner.bytes[scanner.at] === 0x5c) {
    scanner.at++;
    parts.push(escaped(scanner), plainPart(scanner));
  }
  if (scanner.bytes[scanner.at] !== 0x22) throw scanner.error('the end of the string (")');
  scanner.at++;
  return parts.join("");
}

/** The text up to the next quote, backslash or control character. */
function plainPart(scanner: Scanner): string {
  const { bytes, at: start } = scanner;
  let at = start;
  let seen = 0;
  let byte = bytes[at] ?? END;
  while (byte !== 0x22 && byte !== 0x5c && byte >= 0x20) {
    seen |= byte;
    byte = bytes[++at] ?? END;
  }
  scanner.at = at;
  return seen < 0x80 ? bytes.toString("latin1", start, at) : bytes.toString("utf8", start, at);
}

function escaped(scanner: Scanner): string {
  const letter = scanner.bytes[scanner.at] ?? END;
  if (letter === 0x75) {
    const digits = scanner.text(scanner.at + 1, scanner.at + 5);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw scanner.error("four hexadecimal digits after \\u");
    scanner.at += 5;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
  const meaning = simpleEscapes.get(letter);
  if (meaning === undefined) throw scanner.error("an escape sequence");
  scanner.at++;
  return meaning;
}
