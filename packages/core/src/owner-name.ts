import { createHash, randomBytes } from "node:crypto";
import { machineId, processStart } from "./machine.ts";

/**
 * A name that nobody else makes, for a folder in which this process keeps files that others share: with {@link lifeOf} another process
 * can tell whether they are anybody's.
 */
export function ownName(): string {
  const started = processStart(process.pid) ?? "";
  return [digest(machineId()), process.pid, digest(started), randomBytes(4).toString("hex")].join("-");
}

/** What is known of the process that the name belongs to: nothing, if it was one of another machine or container. */
export function lifeOf(name: string): "alive" | "dead" | "unknown" {
  const [machine, pid, started] = name.split("-");
  if (machine !== digest(machineId()) || !/^[1-9]\d*$/.test(pid ?? "")) return "unknown";
  const living = processStart(Number(pid));
  return living !== undefined && digest(living) === started ? "alive" : "dead";
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
