import { bytes, defineTask } from "@tierkreis/builder";
import { z } from "zod";

/** Built-in tasks of two integers. */
const ofTwo = <Out extends z.ZodType>(name: string, outputs: Out) =>
  defineTask({ worker: "builtins", name, inputs: { a: z.int(), b: z.int() }, outputs });

export const iadd = ofTwo("iadd", z.int());
export const isubtract = ofTwo("isubtract", z.int());
export const itimes = ofTwo("itimes", z.int());
export const idivide = ofTwo("idivide", z.int());
export const mod = ofTwo("mod", z.int());
export const eq = ofTwo("eq", z.boolean());
export const neq = ofTwo("neq", z.boolean());
export const igt = ofTwo("igt", z.boolean());

export const tkrStr = defineTask({
  worker: "builtins",
  name: "tkr_str",
  inputs: { value: z.int() },
  outputs: z.string(),
});

export const concat = defineTask({
  worker: "builtins",
  name: "concat",
  inputs: { lhs: z.string(), rhs: z.string() },
  outputs: z.string(),
});

export const decode = defineTask({
  worker: "builtins",
  name: "tkr_decode",
  inputs: { value_bytes: bytes() },
  outputs: z.string(),
});
