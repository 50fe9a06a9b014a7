import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Json } from "../../value/json.ts";
import type { TaskSpec } from "./engine-task.ts";
import type { Trial } from "./trial.ts";

/** What a controller is told by its argument, as JSON. */
export interface ControllerJob {
  /** The module that exports `makeExecutor`. */
  readonly module: string;
  readonly place: string;
  readonly folder: string;
  /** Its values are in the folder already. */
  readonly spec: TaskSpec;
}

/** What it says, a line each. */
export type ControllerWords = { readonly handle: Json } | { readonly settled: true };

const fromSource = import.meta.url.endsWith(".ts");
const program = fileURLToPath(
  fromSource ? new URL("./controller.ts", import.meta.url) : new URL("./controller.js", import.meta.url),
);

/**
 * Starts a task in another process, which is killed without warning once the task shows what is waited for, or has ended.
 * Settles with the handle that it saved last.
 */
export async function killedController(
  trial: Trial,
  job: Pick<ControllerJob, "folder" | "spec">,
  shows: () => boolean,
): Promise<Json> {
  const module = trial.options.module;
  assert.ok(
    module !== undefined,
    "give executorSuite the option `module`: a process to be killed has to make the executor too",
  );
  const whole: ControllerJob = { ...job, module: String(module), place: trial.place };
  const flags = fromSource ? ["--conditions=@tierkreis/source"] : [];
  const child = spawn(process.execPath, [...flags, program, JSON.stringify(whole)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const handles: Json[] = [];
  let settled = false;
  let gone = false;
  const lines = createInterface(child.stdout).on("line", (line) => {
    const words = JSON.parse(line) as ControllerWords;
    if ("handle" in words) handles.push(words.handle);
    else settled = true;
  });
  const exited = once(child, "exit").then(() => (gone = true));
  await trial.until(() => settled || gone || (handles.length > 0 && shows()));
  child.kill("SIGKILL");
  await Promise.all([exited, once(lines, "close")]);
  const handle = handles.at(-1);
  assert.ok(handle !== undefined, "the executor saved no handle before its task ran");
  return handle;
}
