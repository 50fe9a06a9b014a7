import { spawn } from "node:child_process";
import { once } from "node:events";
import { printJson } from "../terminal/print-json.ts";
import { usageError } from "../usage-error.ts";

/** What the detached process tells once its run is under way. */
interface Started {
  readonly run: string;
}

/**
 * Hands the command over to a process without a terminal, in a session of its own, and prints the run's id once that has begun it. What
 * keeps it from beginning is said here, with the exit status that it would have had.
 */
export async function detach(flags: {
  readonly json?: boolean;
  readonly printOutput?: boolean;
}): Promise<number> {
  if (flags.printOutput === true)
    throw usageError("--detach gives the run's id and goes: nobody waits for the outputs that -o prints.");
  const [, main = "", ...words] = process.argv;
  const args = [...process.execArgv, main, ...words.filter((word) => word !== "--detach"), "--detached"];
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  child.stderr?.pipe(process.stderr, { end: false });
  const ended = once(child, "exit").then(([status]) => ({ status: (status as number | null) ?? 1 }));
  const told = once(child, "message").then(([message]) => message as Started);
  const first = await Promise.race([told, ended]);
  if ("status" in first) return first.status;
  child.stderr?.unpipe();
  child.stderr?.destroy();
  child.disconnect();
  child.unref();
  if (flags.json === true) printJson({ run: first.run });
  else console.log(first.run);
  return 0;
}

/** In the detached process: tells that the run is under way, and lets go of the one that waits for it. */
export function tellStarted(run: string): void {
  if (process.send === undefined) return;
  process.send({ run } satisfies Started, () => {
    process.disconnect();
  });
}
