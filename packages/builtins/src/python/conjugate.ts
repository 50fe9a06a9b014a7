import { Complex, type Value } from "@tierkreis/core";
import { misfit } from "./fault.ts";
import { numeric, toDouble } from "./number.ts";

/** Python's `z.conjugate()`, of a complex number or its form `[re, im]`. */
export function conjugate(value: Value): Value {
  if (value instanceof Complex) return new Complex(value.re, -value.im, value.tagged);
  const [re, im] = Array.isArray(value) ? (value as readonly Value[]).map(numeric) : [];
  if (re === undefined || im === undefined) throw misfit(value, "a complex number, [re, im],");
  return new Complex(toDouble(re), -toDouble(im));
}
