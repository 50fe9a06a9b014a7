import { TierkreisError } from "@tierkreis/core";
import { wrongValue } from "./faults.ts";
import type { Frame } from "./frame.ts";
import type { PlanNode, Wire } from "./plan.ts";

/** A value that is read and not there is an error at its reader, unless it is an input that was left out. */
export function refuseMissing(frame: Frame, planned: PlanNode, wire: Wire): void {
  if ("slot" in wire && [...frame.plan.inputSlots.values()].includes(wire.slot)) return;
  const what = `its input ${JSON.stringify(wire.input)} is missing: what it reads has no output ${JSON.stringify(wire.port)}`;
  throw wrongValue(frame, planned, new TierkreisError("TKR_OUTPUT_MISSING", what, { port: wire.port }));
}
