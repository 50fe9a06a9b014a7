import { Complex, Float, GraphValue, type Value } from "@tierkreis/core";
import { add } from "./arithmetic.ts";
import { Fault, misfit } from "./fault.ts";
import { MOST_DIGITS } from "./parse-integer.ts";
import { plain } from "./sequence.ts";

/** Text that is done, or a value that is still to be printed. */
type Part = { readonly text: string } | { readonly value: Value };

/** Python's `str`. */
export function stringOf(value: Value): string {
  return typeof value === "string" ? value : representation(value);
}

/** Python's `a + b` where strings are meant. Beside a string, only another one is right. */
export function concat(a: Value, b: Value): Value {
  if (typeof a === "string" && typeof b !== "string") throw misfit(b, "a string", 1);
  if (typeof b === "string" && typeof a !== "string") throw misfit(a, "a string", 0);
  return add(a, b);
}

/** Python's `repr`. Any depth will do. */
function representation(root: Value): string {
  const todo: Part[] = [{ value: root }];
  const done: string[] = [];
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if ("text" in part) done.push(part.text);
    else expand(plain(part.value), todo);
  }
  return done.join("");
}

/** Puts the parts of a value on the pile, the first one on top. */
function expand(value: Value, todo: Part[]): void {
  if (Array.isArray(value)) {
    todo.push({ text: "]" });
    for (let index = value.length - 1; index >= 0; index--) {
      todo.push({ value: value[index] as Value });
      if (index > 0) todo.push({ text: ", " });
    }
    todo.push({ text: "[" });
  } else if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, Value>)].toReversed();
    todo.push({ text: "}" });
    entries.forEach(([key, field], index) => {
      const separator = index === entries.length - 1 ? "" : ", ";
      todo.push({ value: field }, { text: `${separator}${quote(key)}: ` });
    });
    todo.push({ text: "{" });
  } else {
    todo.push({ text: scalar(value) });
  }
}

function scalar(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quote(value);
  if (typeof value === "bigint") return digits(value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatText(value);
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Uint8Array) return quoteBytes(value);
  if (value instanceof Complex)
    return `{'__tkr_complex__': [${floatText(value.re)}, ${floatText(value.im)}]}`;
  throw new Fault(value instanceof GraphValue ? "is a graph, which has no text" : "has no text", 0);
}

function floatText(n: number): string {
  if (Number.isNaN(n)) return "nan";
  if (!Number.isFinite(n)) return n > 0 ? "inf" : "-inf";
  return new Float(n).text;
}

function digits(n: bigint): string {
  const text = String(n);
  const count = text.length - (n < 0n ? 1 : 0);
  if (count > MOST_DIGITS)
    throw new Fault(`is an integer of ${count} digits; more than ${MOST_DIGITS} are not turned into text`, 0);
  return text;
}

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };
/** What Python does not print as it is: control and format characters, surrogates, unassigned ones, all spaces but one. */
const unprintable = /[\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(unprintable, escapeCharacter);
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const short = named[character];
  if (short !== undefined) return short;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

function quoteBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[^ -~]|\\/g, escapeCharacter);
  return `b${mark}${mark === "'" ? escaped.replaceAll("'", "\\'") : escaped}${mark}`;
}
