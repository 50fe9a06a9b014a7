import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, realpathSync } from "node:fs";
import { resolve, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  checkWorkerName,
  TierkreisError,
  type Executor,
  type TaskCall,
  type TaskEnd,
  type Workspace,
} from "@tierkreis/core";

/** Options of `toyExecutor`. */
export interface ToyOptions {
  /** The folder with a folder for each worker, which has a `main.sh`. */
  readonly registry: string;
  /** Milliseconds between SIGTERM and SIGKILL. @default 5000 */
  readonly graceMs?: number;
}

/** Runs `<registry>/<worker>/main.sh` by `sh`. It finds its files by variables. */
export function toyExecutor({ registry, graceMs = 5000 }: ToyOptions): Executor {
  return {
    specVersion: 1,
    name: "toy",
    check: async ({ worker }) => void findScript(registry, worker),
    run: async (call, context) => {
      const script = findScript(registry, call.worker);
      const workspace = await context.workspace();
      if (context.signal.aborted) return { status: "error", error: new Error("Cancelled before its start.") };
      const { pid, exited } = start(script, call, workspace);
      let ending: Promise<void> | undefined;
      const end = () => void (ending ??= endGroup(pid, graceMs));
      context.signal.addEventListener("abort", end, { once: true });
      const taskEnd = await exited;
      context.signal.removeEventListener("abort", end);
      end(); // what the task left behind is of no use to anyone
      await ending;
      return taskEnd;
    },
  };
}

/** The worker's script, which has to lie in the registry. */
function findScript(registry: string, worker: string): string {
  checkWorkerName(worker); // no "..", no "/", no "-rf"
  const script = resolve(registry, worker, "main.sh"); // the task runs in another folder
  if (!existsSync(script)) {
    const message = `[toy] There is no worker ${worker}: ${script} was looked for.`;
    throw new TierkreisError("TKR_WORKER_UNKNOWN", message, { worker, file: script });
  }
  if (!realpathSync(script).startsWith(realpathSync(registry) + sep)) {
    const message = `[toy] ${script} leads out of the registry. Put the file itself there.`;
    throw new TierkreisError("TKR_WORKER_INVALID", message, { worker, file: script });
  }
  return script;
}

/** Starts the script in a process group of its own, with its output straight into the log. */
function start(script: string, call: TaskCall, workspace: Workspace) {
  const variables: Record<string, string> = { function_name: call.task, output_dir: workspace.outputDir };
  for (const [port, file] of Object.entries(workspace.inputs)) variables[`input_${port}_file`] = file;
  for (const [port, file] of Object.entries(workspace.outputs)) variables[`output_${port}_file`] = file;
  const log = openSync(workspace.log, "a");
  const child = spawn("sh", [script], {
    cwd: workspace.scratch,
    env: { ...process.env, ...variables },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<TaskEnd>((settle) => {
    child.once("error", (error) => settle({ status: "error", error }));
    child.once("exit", (exitCode, signal) => {
      if (signal !== null) settle({ status: "signal", signal });
      else settle(exitCode === 0 ? { status: "ok" } : { status: "exit", exitCode: exitCode ?? -1 });
    });
  });
  return { pid: child.pid, exited };
}

/** Ends a process group, gently and then by force, and waits until nothing of it is left. */
async function endGroup(pid: number | undefined, graceMs: number): Promise<void> {
  if (pid === undefined || !signalGroup(pid, "SIGTERM")) return;
  const start = Date.now();
  for (let waited = 0; waited < graceMs + 1000; waited = Date.now() - start) {
    await sleep(10);
    if (!signalGroup(pid, waited < graceMs ? 0 : "SIGKILL")) return;
  }
}

/** False when nobody is left to get it. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
