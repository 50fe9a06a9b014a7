import { Complex, Float, type Value } from "@tierkreis/core";
import { Fault, misfit, misfitAt } from "./fault.ts";
import { int } from "./number.ts";

/** The longest list that a task makes by itself. */
const LONGEST = 1e8;

/** The value as Python's JSON has it: a complex number is a list of two floats. */
export function plain(value: Value): Value {
  if (!(value instanceof Complex) || value.tagged) return value;
  return [new Float(value.re), new Float(value.im)];
}

/**
 * The elements, as Python reads a port that is declared as a list: a string gives its characters, an object its keys.
 * `undefined` for what has none.
 */
function elementsOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value as readonly Value[];
  if (typeof value === "string") return Array.from(value);
  if (value instanceof Map) return [...(value as ReadonlyMap<string, Value>).keys()];
  return value instanceof Complex && !value.tagged ? (plain(value) as readonly Value[]) : undefined;
}

/** The elements of an input. */
export function list(value: Value, input = 0, needed = "a list"): readonly Value[] {
  const elements = elementsOf(value);
  if (elements === undefined) throw misfit(value, needed, input);
  return elements;
}

/** The elements of an element of the first input. */
export function listAt(value: Value, index: number): readonly Value[] {
  const elements = elementsOf(value);
  if (elements === undefined) throw misfitAt(value, "a list", index);
  return elements;
}

/** Two strings or two lists, one behind the other; `undefined` for anything else. */
export function join(a: Value, b: Value): Value | undefined {
  if (typeof a === "string" && typeof b === "string") return a + b;
  const [x, y] = [plain(a), plain(b)];
  if (!Array.isArray(x) || !Array.isArray(y)) return undefined;
  return (x as readonly Value[]).concat(y as readonly Value[]);
}

/** A string or list over and over, as Python's `*` does; `undefined` for anything else. */
export function repeat(a: Value, b: Value): Value | undefined {
  const [sequence, times] = int(a) === undefined ? [plain(a), int(b)] : [plain(b), int(a)];
  if (times === undefined) return undefined;
  if (typeof sequence !== "string" && !Array.isArray(sequence)) return undefined;
  if (typeof times === "bigint" && BigInt.asIntN(64, times) !== times)
    throw new Fault("ask for too many repetitions", 0, 1);
  const count = sequence.length > 0 && times > 0 ? Number(times) : 0;
  checkLength(sequence.length * count);
  if (typeof sequence === "string") return sequence.repeat(count);
  const elements: Value[] = [];
  for (let turn = 0; turn < count; turn++) for (const element of sequence) elements.push(element as Value);
  return elements;
}

/** Throws where a list would not fit into memory. */
export function checkLength(length: number, ...inputs: readonly number[]): void {
  if (length <= LONGEST) return;
  const faulty = inputs.length === 0 ? [0, 1] : inputs;
  throw new Fault(
    `ask for ${length} elements, where ${LONGEST} is the most that fits into memory`,
    ...faulty,
  );
}
