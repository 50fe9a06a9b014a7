import { RawNumber } from "./raw-number.ts";
import { Float } from "./value.ts";

/** Floats such as `0.0` and `1.0` are frequent: one object each serves all. */
const wholeFloats = Array.from({ length: 1024 }, (_, whole) => new Float(whole));

/** `json`: a number whose token would be lost is a `RawNumber`. `value`: the numbers of a `Value`. */
export type NumberForm = "json" | "value";

/** What a number in a batch is. */
export const PLAIN = 0;
export const WHOLE_FLOAT = 1;
const OTHER = 2;

/** Numbers on their way from text into a list. */
export class NumberBatch {
  readonly size: number;
  readonly numbers: Float64Array;
  /** For each number: is it a plain one, a whole float, or the place of one among the {@link others}? */
  readonly kinds: Uint8Array;
  private readonly others: unknown[] = [];
  count = 0;
  /** All are plain. */
  plain = true;
  /** All are of 31 bits and a sign. */
  small = true;
  private form: NumberForm = "value";

  constructor(size: number) {
    this.size = size;
    this.numbers = new Float64Array(size);
    this.kinds = new Uint8Array(size);
  }

  /** Makes the batch an empty one again. */
  reset(form: NumberForm): void {
    this.form = form;
    this.count = 0;
    this.small = true;
    if (this.plain) return;
    this.plain = true;
    this.others.length = 0;
  }

  /** Adds what a number in `numbers` could not say. */
  addOther(other: unknown): void {
    this.plain = false;
    this.numbers[this.count] = this.others.push(other) - 1;
    this.kinds[this.count++] = OTHER;
  }

  /** The number at `index`. */
  at(index: number): unknown {
    const kind = this.kinds[index];
    const number = this.numbers[index] as number;
    if (kind === PLAIN) return number;
    if (kind === OTHER) return this.others[number];
    if (this.form === "json") return new RawNumber(`${Object.is(number, -0) ? "-0" : String(number)}.0`);
    const shared = number >= 0 && number < wholeFloats.length && !Object.is(number, -0);
    return (shared ? wholeFloats[number] : undefined) ?? new Float(number);
  }
}

/**
 * The numbers of the batch as a list. V8 keeps lists of small integers and of numbers in forms of their own, which is cheap only when a
 * list has its form and size from the start, and remembers them by the place where lists are made. So each kind has its own place.
 */
export function listOf(batch: NumberBatch): unknown[] {
  if (!batch.plain) return listOfAny(batch);
  return batch.small ? listOfSmallIntegers(batch) : listOfNumbers(batch);
}

function listOfAny(batch: NumberBatch): unknown[] {
  const list = new Array<unknown>(batch.count);
  for (let index = 0; index < batch.count; index++) list[index] = batch.at(index);
  return list;
}

function listOfSmallIntegers({ numbers, count }: NumberBatch): unknown[] {
  const list = new Array<number>(count);
  for (let index = 0; index < count; index++) list[index] = (numbers[index] as number) | 0;
  return list;
}

function listOfNumbers({ numbers, count }: NumberBatch): unknown[] {
  const list = new Array<number>(count);
  for (let index = 0; index < count; index++) list[index] = numbers[index] as number;
  return list;
}
