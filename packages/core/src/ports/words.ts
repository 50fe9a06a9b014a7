import { z } from "zod";
import { Complex } from "../value/value.ts";
import { portRecord, type InputValues, type OutputValues, type PortTypes } from "./port-types.ts";
import type { TypedGraph } from "./typed-graph.ts";

/** The words that zod lacks, by the type made for each use. */
const words = new WeakMap<z.ZodType, "bytes" | "complex" | "graph">();

/** Raw bytes: a `Uint8Array`; the whole file for a program. */
export function bytes(): z.ZodType<Uint8Array, Uint8Array> {
  return word(
    "bytes",
    z.custom<Uint8Array>((value) => value instanceof Uint8Array, "Expected a Uint8Array"),
  );
}

/** A complex number: `[re, im]` for other languages. */
export function complex(): z.ZodType<Complex, Complex> {
  return word(
    "complex",
    z.custom<Complex>((value) => value instanceof Complex, "Expected a Complex"),
  );
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
  const isGraph = (value: unknown) => typeof value === "object" && value !== null && "getData" in value;
  return word("graph", z.custom<Typed>(isGraph, `Expected a graph that gives ${names}`));
}

/** The word a type is, if it is one; `z.instanceof(Uint8Array)` is `bytes` too. */
export function wordOf(type: z.core.$ZodType): "bytes" | "complex" | "graph" | undefined {
  const known = words.get(type as z.ZodType);
  if (known !== undefined) return known;
  if (type._zod.def.type !== "custom") return undefined;
  return z.safeParse(type, probe).success && !z.safeParse(type, 0).success ? "bytes" : undefined;
}

/** What only a type of bytes takes. */
const probe = new Uint8Array();

function word<T extends z.ZodType>(name: "bytes" | "complex" | "graph", type: T): T {
  words.set(type, name);
  return type;
}
