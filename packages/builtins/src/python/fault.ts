import type { Value } from "@tierkreis/core";
import { inWords } from "../words.ts";

/** What a computation refuses, said of its inputs by position: `its input "b" is zero`. */
export class Fault extends Error {
  /** The positions of the inputs at fault; none for a fault of the task as a whole. */
  readonly inputs: readonly number[];

  /** @param text What is wrong, to stand behind the names of the inputs. */
  constructor(text: string, ...inputs: readonly number[]) {
    super(text);
    this.name = "Fault";
    this.inputs = inputs;
  }
}

/** Says that an input is something else than is needed, such as `a number`. */
export function misfit(value: Value, needed: string, input = 0): Fault {
  return new Fault(`is ${inWords(value)}, where ${needed} is needed`, input);
}

/** Says the same of an element of an input. */
export function misfitAt(value: Value, needed: string, index: number): Fault {
  return new Fault(`has ${inWords(value)} at [${index}], where ${needed} is needed`, 0);
}
