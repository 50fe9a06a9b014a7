import { integer } from "@tierkreis/core";
import { inWords } from "../words.ts";
import { Fault } from "./fault.ts";

/** Python's limit for turning text into an integer and back. */
export const MOST_DIGITS = 4300;

const asciiSpace = " \\t\\n\\v\\f\\r";
const otherSpace = "\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const spaces = `[${asciiSpace}${otherSpace}]*`;
const shape = new RegExp(`^${spaces}([+-]?)(\\p{Nd}(?:_?\\p{Nd})*)${spaces}$`, "u");

/** Python's `int` of a string: digits of any script, single underscores between them, spaces around them. */
export function parseInteger(text: string): number | bigint {
  const match = shape.exec(text);
  if (match === null) throw new Fault(`is ${inWords(text)}, which is no integer`, 0);
  const [, sign = "", written = ""] = match;
  const digits = written.replaceAll("_", "").replace(/[^0-9]/gu, asciiDigit);
  if (digits.length > MOST_DIGITS)
    throw new Fault(`has ${digits.length} digits; text of more than ${MOST_DIGITS} is not read`, 0);
  const size = BigInt(digits);
  return integer(sign === "-" ? -size : size);
}

/** Unicode keeps the ten digits of a script in a row, and such rows may follow one another. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first--;
  return String((code - first) % 10);
}
