import { z } from "zod";
import { Complex } from "../value/value.ts";
import { portRecord, type InputValues, type OutputValues, type PortTypes } from "./port-types.ts";
import type { TypedGraph } from "./typed-graph.ts";

/** What zod lacks. */
export type Word = "bytes" | "complex" | "graph";

/** The words by the check that their types make, which also refined and described copies of a type share. */
const words = new WeakMap<object, Word>();

/** Raw bytes: a `Uint8Array`; the whole file for a program. */
export function bytes(): z.ZodType<Uint8Array, Uint8Array> {
  return z.custom<Uint8Array>(isBytes, "Expected a Uint8Array");
}

/** A complex number: `[re, im]` for other languages. */
export function complex(): z.ZodType<Complex, Complex> {
  return z.custom<Complex>(isComplex, "Expected a Complex");
}

/** A graph as a value, with the types of its inputs and outputs. */
export function graph<const In extends PortTypes, const Out extends PortTypes>(ports: {
  readonly inputs: In;
  readonly outputs: Out;
}): z.ZodType<
  TypedGraph<InputValues<In>, OutputValues<Out>>,
  TypedGraph<InputValues<In>, OutputValues<Out>>
> {
  type Typed = TypedGraph<InputValues<In>, OutputValues<Out>>;
  const names = Object.keys(portRecord(ports.outputs)).join(", ");
  return z.custom<Typed>(isGraph, `Expected a graph that gives ${names}`);
}

/** The word a type is, if it is one; `z.instanceof(Uint8Array)` is `bytes` too. */
export function wordOf(type: z.core.$ZodType): Word | undefined {
  const { def } = type._zod;
  if (def.type !== "custom") return undefined;
  const known = "fn" in def && typeof def.fn === "function" ? words.get(def.fn) : undefined;
  if (known !== undefined) return known;
  return z.safeParse(type, probe).success && !z.safeParse(type, 0).success ? "bytes" : undefined;
}

/** What only a type of bytes takes. */
const probe = new Uint8Array();

const isBytes = asWord("bytes", (value) => value instanceof Uint8Array);
const isComplex = asWord("complex", (value) => value instanceof Complex);
const isGraph = asWord("graph", (value) => typeof value === "object" && value !== null && "getData" in value);

function asWord(word: Word, check: (value: unknown) => boolean): (value: unknown) => boolean {
  words.set(check, word);
  return check;
}
