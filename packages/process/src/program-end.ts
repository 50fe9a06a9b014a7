import type { EndFields } from "./protocol.ts";
import type { ProgramEnd } from "./spawner.ts";

/** What the helper reports and records, as the end it stands for. */
export function toProgramEnd(fields: EndFields): ProgramEnd {
  if ("exitCode" in fields) return { kind: "exit", exitCode: fields.exitCode };
  if ("signal" in fields) return { kind: "signal", signal: fields.signal };
  return { kind: "not-started", errno: fields.errno, message: fields.message };
}
