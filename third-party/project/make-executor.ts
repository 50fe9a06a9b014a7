import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeShellProbes, type MakeExecutor } from "@tierkreis/core/conformance";
import { RemoteExecutor } from "./remote-executor.ts";

/** The site of a place on the machine. */
const siteOf = (place: string): string => createHash("sha256").update(place).digest("hex").slice(0, 20);

/** The folder with the workers of a place. On the machine: whoever runs the suite has to put the probes there. */
export const workersOf = (place: string): string =>
  join(process.env["MACHINE_DIR"] ?? "", siteOf(place), "workers");

/** A site for each place, with the probes on it. */
export const makeExecutor: MakeExecutor = (place) => {
  writeShellProbes(workersOf(place));
  return new RemoteExecutor(`${process.env["MACHINE"] ?? ""}/${siteOf(place)}`);
};
