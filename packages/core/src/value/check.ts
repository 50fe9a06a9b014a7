import type { PortSchema } from "../ports/schema.ts";
import { checkShallow, type Complaint } from "./check-shallow.ts";
import { describeType, describeValue } from "./describe.ts";
import { printPath, stepInto, type Path } from "./path.ts";
import { alternatives, deref, elementType, fieldType } from "./schema-walk.ts";
import type { Value } from "./value.ts";

/** Where a value differs from its declared type. */
export interface Mismatch {
  /** The place inside the value, such as `.items[3]`; empty for the value itself. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * A place where a value is not what its declared type says; `undefined` when it fits. `number` takes integers, NaN and
 * infinities; `integer` takes no float, not even `3.0`. Formats are not checked. Any depth will do.
 */
export function checkValue(value: Value, schema: PortSchema): Mismatch | undefined {
  const failure = new Checker(schema).check(value, schema);
  return failure && { path: printPath(failure.path), expected: failure.expected, found: failure.found };
}

interface Failure extends Complaint {
  readonly path: Path | undefined;
}

/** What is still to be shown, and what after it. */
interface Goal {
  readonly value: Value;
  readonly schema: PortSchema;
  readonly path: Path | undefined;
  readonly next: Goal | undefined;
  /** No work of its own: the union is settled when this goal is reached. */
  readonly settles?: Choice;
}

/** A union under trial. */
interface Choice {
  readonly goal: Goal;
  readonly members: readonly PortSchema[];
  tried: number;
  /** The failure that got furthest into the value. */
  furthest: Failure | undefined;
}

type Step = { readonly goal: Goal | undefined } | { readonly failure: Failure };

/** Checks values against parts of one schema, and remembers which unions took which containers. */
export class Checker {
  private readonly root: PortSchema;
  /** By union and container, so that trials of nested unions do not multiply. */
  private readonly verdicts = new WeakMap<PortSchema, Map<Value, boolean>>();
  private readonly choices: Choice[] = [];

  /** @param root The schema that `$ref` looks into. */
  constructor(root: PortSchema) {
    this.root = root;
  }

  check(value: Value, schema: PortSchema): Failure | undefined {
    this.choices.length = 0;
    let goal: Goal | undefined = { value, schema, path: undefined, next: undefined };
    while (goal !== undefined) {
      if (goal.settles !== undefined) {
        this.settle(goal.settles);
        goal = goal.next;
        continue;
      }
      let step = this.advance(goal);
      if ("failure" in step) step = this.tryOther(step.failure);
      if ("failure" in step) return step.failure;
      goal = step.goal;
    }
    return undefined;
  }

  /** A member held: what comes later can not bring this union back to trial. */
  private settle(choice: Choice): void {
    while (this.choices.pop() !== choice);
    this.remember(choice.goal, true);
  }

  /** Replaces a goal by what is left of it. */
  private advance({ value, schema: given, path, next: after }: Goal): Step {
    const schema = deref(given, this.root);
    const complaint = checkShallow(value, schema);
    if (complaint !== undefined) return { failure: { ...complaint, path } };
    let next = after;
    const members = alternatives(schema);
    if (members !== undefined) {
      const goal: Goal = { value, schema, path, next };
      const verdict = this.isRunning(goal) ? false : this.verdicts.get(schema)?.get(value);
      if (verdict === false) return { failure: unionFailure(goal) };
      if (verdict === undefined) {
        const choice: Choice = { goal, members, tried: 0, furthest: undefined };
        this.choices.push(choice);
        next = this.member(choice);
      }
    }
    for (const part of schema.allOf ?? []) next = { value, schema: part, path, next };
    return this.inside({ value, schema, path, next });
  }

  /** Goals for the elements or fields that need more than a look; the others are settled here. */
  private inside({ value, schema, path, next: after }: Goal): Step {
    let next = after;
    if (Array.isArray(value)) {
      if (schema.items === undefined && schema.prefixItems === undefined) return { goal: next };
      for (let index = value.length - 1; index >= 0; index--) {
        const type = elementType(schema, index);
        const element = (value as readonly Value[])[index] as Value;
        if (type === undefined || this.fitsAtOnce(element, type)) continue;
        next = { value: element, schema: type, path: stepInto(path, index), next };
      }
    } else if (value instanceof Map) {
      if (schema.properties === undefined && schema.additionalProperties === undefined) return { goal: next };
      for (const [key, field] of value as ReadonlyMap<string, Value>) {
        const type = fieldType(schema, key);
        if (type === undefined || this.fitsAtOnce(field, type)) continue;
        next = { value: field, schema: type, path: stepInto(path, key), next };
      }
    }
    return { goal: next };
  }

  /** A scalar that fits a plain type needs no goal, and most values of long lists are such. */
  private fitsAtOnce(value: Value, type: PortSchema): boolean {
    if (typeof value === "object" && value !== null && (Array.isArray(value) || value instanceof Map))
      return false;
    return (
      type.$ref === undefined &&
      type.allOf === undefined &&
      alternatives(type) === undefined &&
      checkShallow(value, type) === undefined
    );
  }

  /** The next member of a union, and behind it the mark that settles the union. */
  private member(choice: Choice): Goal {
    const { value, path, schema, next } = choice.goal;
    const member = choice.members[choice.tried++] ?? {};
    return { value, schema: member, path, next: { value, schema, path, next, settles: choice } };
  }

  /** After a failure: the innermost union that has a member left. */
  private tryOther(first: Failure): Step {
    let failure = first;
    for (let choice = this.choices.at(-1); choice !== undefined; choice = this.choices.at(-1)) {
      if (depth(failure) >= depth(choice.furthest)) choice.furthest = failure;
      if (choice.tried < choice.members.length) return { goal: this.member(choice) };
      this.choices.pop();
      this.remember(choice.goal, false);
      // One member got into the value, so it is the one that was meant.
      const deep = choice.furthest !== undefined && depth(choice.furthest) > (choice.goal.path?.depth ?? 0);
      failure = deep && choice.furthest !== undefined ? choice.furthest : unionFailure(choice.goal);
    }
    return { failure };
  }

  private remember({ value, schema }: Goal, verdict: boolean): void {
    if (typeof value !== "object" || value === null) return;
    const known = this.verdicts.get(schema) ?? new Map<Value, boolean>();
    known.set(value, verdict);
    this.verdicts.set(schema, known);
  }

  /** True for a union that is a member of itself, without a step into the value in between. */
  private isRunning({ schema, path, value }: Goal): boolean {
    for (let at = this.choices.length - 1; at >= 0; at--) {
      const goal = this.choices[at]?.goal;
      if (goal?.path !== path || goal?.value !== value) return false;
      if (goal.schema === schema) return true;
    }
    return false;
  }
}

function depth(failure: Failure | undefined): number {
  return failure === undefined ? -1 : (failure.path?.depth ?? 0);
}

function unionFailure({ value, schema, path }: Goal): Failure {
  return { path, expected: describeType(schema), found: describeValue(value) };
}
