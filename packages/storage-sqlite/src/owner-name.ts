import { createHash, randomBytes } from "node:crypto";
import { machineId, processStart } from "@tierkreis/core";

/** A name for the folder that one storage puts its files in: which process it belongs to can be told from it. */
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
