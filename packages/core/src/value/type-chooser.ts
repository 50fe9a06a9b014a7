import type { PortSchema } from "../ports/schema.ts";
import { Checker } from "./check.ts";
import { isKind } from "./check-shallow.ts";
import { isPair } from "./reserved.ts";
import { alternatives, deref } from "./schema-walk.ts";
import type { Value } from "./value.ts";

/** Finds which part of a declared type speaks of a value: follows references, joins intersections, decides unions. */
export class TypeChooser {
  private readonly root: PortSchema;
  private readonly checker: Checker;
  private readonly joined = new WeakMap<PortSchema, PortSchema>();

  constructor(root: PortSchema) {
    this.root = root;
    this.checker = new Checker(root);
  }

  /** The plain type for this value; `undefined` when no member of a union takes it. */
  choose(declared: PortSchema, value: Value): PortSchema | undefined {
    let type: PortSchema | undefined = declared;
    // A union may be a member of another, but not without end.
    for (let steps = 0; type !== undefined && steps < 100; steps++) {
      type = this.plain(type);
      const members = alternatives(type);
      if (members === undefined) return type;
      type = this.member(members, value);
    }
    return type;
  }

  private plain(declared: PortSchema): PortSchema {
    const type = deref(declared, this.root);
    if (type.allOf === undefined) return type;
    let joined = this.joined.get(type);
    if (joined === undefined) {
      joined = type.allOf.map((part) => this.plain(part)).reduce(join, { ...type, allOf: [] });
      this.joined.set(type, joined);
    }
    return joined;
  }

  private member(members: readonly PortSchema[], value: Value): PortSchema | undefined {
    const likely = members.filter((member) => this.mayBe(member, value));
    if (likely.length < 2) return likely[0];
    return likely.find((member) => this.checker.check(value, member) === undefined) ?? likely[0];
  }

  /** True when the value could be of the type, as far as can be seen without looking inside. */
  private mayBe(declared: PortSchema, value: Value): boolean {
    const type = deref(declared, this.root);
    if (type["x-tierkreis"] === "complex" && isPair(value)) return true;
    if (!isKind(value, type)) return false;
    if (!(value instanceof Map)) return true;
    const object = value as ReadonlyMap<string, Value>;
    if (type.required?.some((key) => !object.has(key)) === true) return false;
    return Object.entries(type.properties ?? {}).every(([key, field]) => {
      const found = object.get(key);
      return field.const === undefined || found === undefined || isKind(found, field);
    });
  }
}

function join(one: PortSchema, other: PortSchema): PortSchema {
  const properties =
    one.properties && other.properties ? { ...one.properties, ...other.properties } : undefined;
  return { ...one, ...other, ...(properties && { properties }) };
}
