import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { nodeArguments } from "../mutations/node-arguments.ts";
import { MARK } from "../world/shell-steps.ts";
import { within } from "../world/within.ts";
import type { Job } from "./job.ts";

const program = join(import.meta.dirname, "controller.ts");

/**
 * Starts a controller and waits for its end. Settles with "killed", or with the number of operations that its storage had.
 * @param cache A folder where its compiled sources are kept for the next: that saves most of the start.
 */
export async function runController(job: Job, cache: string): Promise<number | "killed"> {
  const child = spawn(process.execPath, [...nodeArguments(), program, JSON.stringify(job)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: cache, [MARK]: job.mark },
  });
  let [said, complained] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complained += text));
  try {
    // Not "close": programs that live on may hold its standard error.
    const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
    const [code, signal] = await within(ended, "the controller");
    if (signal === "SIGKILL") return "killed";
    if (code === 0) return Number(said);
    throw new Error(`The controller ended with ${String(signal ?? code)}: ${complained}`);
  } finally {
    child.kill("SIGKILL");
  }
}
