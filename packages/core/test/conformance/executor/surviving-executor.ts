import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TierkreisError, type Executor, type Json, type TaskEnd, type Workspace } from "@tierkreis/core";

const graceMs = 200;

/** Notes its process group, runs the script, and notes how that ended. */
const recorder = `
echo $$ > "$2/group.part" && mv "$2/group.part" "$2/group"
sh "$1"
echo $? > "$2/status.part" && mv "$2/status.part" "$2/status"`;

/** As the toy executor, with tasks that live on when their controller is killed. It looks for their ends in files. */
export function survivingExecutor(registry: string): Executor {
  return {
    specVersion: 1,
    name: "surviving",
    run: async (call, context) => {
      const workspace = await context.workspace();
      await context.saveHandle({ dir: workspace.dir });
      if (context.signal.aborted) return { status: "lost", reason: "it was cancelled before its start" };
      start(join(registry, call.worker, "main.sh"), call.task, workspace);
      while (!existsSync(join(workspace.dir, "group"))) await sleep(5);
      return follow(workspace.dir, context.signal);
    },
    reattach: async (handle, _call, { signal }) => follow(folderOf(handle), signal),
  };
}

function folderOf(handle: Json | undefined): string {
  if (typeof handle === "object" && handle !== null && "dir" in handle && typeof handle["dir"] === "string")
    return handle["dir"];
  throw new TierkreisError("TKR_EXECUTOR_FAULT", `${JSON.stringify(handle)} is no handle.`);
}

function start(script: string, task: string, { inputs, outputs, ...workspace }: Workspace): void {
  const variables = [
    ...Object.entries(inputs).map(([port, file]) => [`input_${port}_file`, file]),
    ...Object.entries(outputs).map(([port, file]) => [`output_${port}_file`, file]),
    ["function_name", task],
    ["output_dir", workspace.outputDir],
  ];
  const log = openSync(workspace.log, "a");
  spawn("sh", ["-c", recorder, "recorder", script, workspace.dir], {
    cwd: workspace.scratch,
    env: { ...process.env, ...(Object.fromEntries(variables) as Record<string, string>) },
    stdio: ["ignore", log, log],
    detached: true,
  }).unref();
  closeSync(log);
}

/** Looks at the files until the task has ended; ends it when it is aborted. */
async function follow(dir: string, signal: AbortSignal): Promise<TaskEnd> {
  const group = join(dir, "group");
  if (!existsSync(group)) return { status: "lost", reason: "nothing is left of it" };
  const pid = Number(readFileSync(group, "utf8"));
  while (!signal.aborted && !existsSync(join(dir, "status")) && signalGroup(pid, 0)) await sleep(10);
  const status = join(dir, "status");
  const end = existsSync(status) ? endOf(Number(readFileSync(status, "utf8"))) : undefined;
  const began = Date.now();
  while (signalGroup(pid, Date.now() - began > graceMs ? "SIGKILL" : "SIGTERM")) {
    if (Date.now() - began > 2 * graceMs) break; // what is left is dead, and nobody has asked for its end
    await sleep(10);
  }
  return end ?? { status: "lost", reason: "nobody saw its end" };
}

function endOf(status: number): TaskEnd {
  if (status === 0) return { status: "ok" };
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0];
  return signal === undefined ? { status: "exit", exitCode: status } : { status: "signal", signal };
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
