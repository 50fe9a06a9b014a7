import type { z } from "zod";

/** The ports of one side of a task or graph: zod types by port, or one type for the single port `value`. */
export type PortTypes = z.ZodType | Readonly<Record<string, z.ZodType>>;

/** Ports by name. */
export type PortRecord = Readonly<Record<string, z.ZodType>>;

/** One zod type stands for the port `value`. */
export type PortRecordOf<P extends PortTypes> = P extends z.ZodType
  ? { readonly value: P }
  : P extends PortRecord
    ? P
    : never;

/** The ports that may be left without a value: `.optional()` and `.default()`. */
export type OptionalPort<P extends PortRecord> = {
  [K in keyof P]: P[K] extends { _zod: { optin: "optional" | "defaulted" } } ? K : never;
}[keyof P];
/** Shows an intersection as one object in editors and messages. */
export type Simplify<T> = { [K in keyof T]: T[K] } & {};

/** The TypeScript values that a side's ports take: the value itself for one type, else an object by port. */
export type InputValues<P extends PortTypes> = P extends z.ZodType
  ? z.input<P>
  : P extends PortRecord
    ? Simplify<
        { readonly [K in Exclude<keyof P, OptionalPort<P>>]: z.input<P[K]> } & {
          readonly [K in OptionalPort<P>]?: z.input<P[K]>;
        }
      >
    : never;

/** The TypeScript values that a side's ports give: the value itself for a single `value`, else an object by port. */
export type OutputValues<P extends PortTypes> = P extends z.ZodType
  ? z.output<P>
  : P extends PortRecord
    ? keyof P extends "value"
      ? z.output<P["value" & keyof P]>
      : Simplify<{ readonly [K in keyof P]: z.output<P[K]> }>
    : never;

/** The ports by name, whichever way they were given. */
export function portRecord(ports: PortTypes): PortRecord {
  return isZodType(ports) ? { value: ports } : ports;
}

/** True for a zod type of any copy of zod 4. */
export function isZodType(thing: unknown): thing is z.ZodType {
  return typeof thing === "object" && thing !== null && "_zod" in thing;
}
