import type { Value } from "@tierkreis/core";
import { CountedBuiltins } from "./executors.ts";

/** Built-in tasks of which the one at a place gives another value than it should: what follows of it must change with it. */
export class WrongAt extends CountedBuiltins {
  readonly #location: string;

  constructor(location: string) {
    super();
    this.#location = location;
  }

  protected override give(location: string, value: Value): Value {
    if (location !== this.#location) return value;
    if (typeof value === "boolean") return !value;
    if (typeof value === "number") return value + 1;
    return Array.isArray(value) ? value.map((one: Value) => this.give(location, one)) : value;
  }
}
