import type { PortRecord, Value } from "@tierkreis/core";
import type { Builtin } from "./builtin.ts";
import type { z } from "zod";

/** A pure task with the one output `value`. */
export function gives(
  does: string,
  ports: { readonly inputs: PortRecord; readonly output: z.ZodType },
  compute: (a: Value, b: Value, c: Value) => Value,
): Builtin {
  return { kind: "value", does, inputs: ports.inputs, outputs: { value: ports.output }, compute };
}

/** A pure task with one input and several outputs. */
export function splits(
  does: string,
  ports: { readonly inputs: PortRecord; readonly outputs: PortRecord },
  compute: (a: Value) => readonly Value[],
): Builtin {
  return { kind: "values", does, ...ports, compute };
}
