import { spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import {
  checkWorkerName,
  TierkreisError,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
} from "@tierkreis/core";
import { withContext, withMembers, withRun, type Broken, type BrokenExecutors } from "./broken.ts";

const never = () => new AbortController().signal;

interface Start extends SpawnOptions {
  readonly file: string;
  readonly args: readonly string[];
}

/** Starts a program as most people would at first, and ends nothing of it. */
async function startPlainly({ file, args, ...options }: Start, call: TaskCall, context: TaskContext) {
  const workspace = await context.workspace();
  const { inputs, outputs, outputDir, scratch } = workspace;
  const log = openSync(workspace.log, "a");
  const child = spawn(file, args, {
    cwd: scratch,
    env: {
      ...process.env,
      function_name: call.task,
      output_dir: outputDir,
      ...Object.fromEntries(Object.entries(inputs).map(([port, path]) => [`input_${port}_file`, path])),
      ...Object.fromEntries(Object.entries(outputs).map(([port, path]) => [`output_${port}_file`, path])),
    },
    stdio: ["ignore", log, log],
    ...options,
  });
  closeSync(log);
  const ended = once(child, "exit").then((words): TaskEnd => {
    const [exitCode, signal] = words as [number | null, string | null];
    if (signal !== null) return { status: "signal", signal };
    return exitCode === 0 ? { status: "ok" } : { status: "exit", exitCode: exitCode ?? -1 };
  });
  return { child, ended };
}

interface Plain {
  /** What it does about the first process of a task that is aborted. @default ends its group */
  readonly abort?: (pid: number) => void;
  /** What it does about the group of a task that has ended. @default nothing */
  readonly left?: (pid: number) => void;
  /** How it starts a script. @default by `sh` */
  readonly command?: (script: string) => Start;
  /** What it does about a worker's name. @default nothing */
  readonly checkName?: (worker: string) => void;
}

/** Starts programs plainly. */
function plainly(group: string, { abort, left, command, checkName }: Plain): Broken {
  const bySh = (path: string): Start => ({ file: "sh", args: [path], detached: true });
  const endGroup = (pid: number): void => signalQuietly(-pid, "SIGKILL");
  const find = (registry: string, { worker }: Pick<TaskCall, "worker">): string => {
    checkName?.(worker);
    const script = join(registry, worker, "main.sh");
    if (existsSync(script)) return script;
    throw new TierkreisError("TKR_WORKER_UNKNOWN", `There is no ${script}.`, { worker });
  };
  return {
    group,
    make: (registry) => ({
      specVersion: 1,
      name: "plain",
      check: async (site) => void find(registry, site),
      run: async (call, context) => {
        const start = (command ?? bySh)(find(registry, call));
        if (context.signal.aborted) return { status: "lost", reason: "cancelled" };
        const { child, ended } = await startPlainly(start, call, context);
        const { pid } = child;
        if (pid !== undefined) context.signal.addEventListener("abort", () => (abort ?? endGroup)(pid));
        const end = await ended;
        if (pid !== undefined) left?.(pid);
        return end;
      },
    }),
  };
}

const signalQuietly = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
};

/** Gently and then by force, without waiting. */
const endLater = (pid: number): void => {
  signalQuietly(-pid, "SIGTERM");
  setTimeout(() => signalQuietly(-pid, "SIGKILL"), 1000).unref();
};

/** What is done about the task's processes. */
export const brokenProcesses: BrokenExecutors = {
  "does not hear that a task is aborted": withRun(
    "cancellation",
    (run) => (call, context) => run(call, withContext(context, { signal: never() })),
  ),
  "settles at once when a task is aborted, and lets it run": withRun(
    "cancellation",
    (run) => (call, context) => {
      const aborted = once(context.signal, "abort").then((): TaskEnd => ({
        status: "lost",
        reason: "cancelled",
      }));
      return Promise.race([run(call, withContext(context, { signal: never() })), aborted]);
    },
  ),
  "ends only the first process of a task": plainly("cancellation", {
    abort: (pid) => signalQuietly(pid, "SIGTERM"),
  }),
  "only asks a task to end": plainly("cancellation", {
    abort: (pid) => signalQuietly(-pid, "SIGTERM"),
  }),
  "starts a task that is aborted already": withRun(
    "cancellation",
    (run) => (call, context) =>
      context.signal.aborted ? run(call, withContext(context, { signal: never() })) : run(call, context),
  ),
  "looks whether a task is aborted only before its workspace is made": withRun(
    "cancellation",
    (run) => async (call, context) => {
      const isAborted = () => context.signal.aborted;
      if (isAborted()) return { status: "lost", reason: "cancelled" };
      const made = await context.workspace();
      // Listeners of a signal that is aborted already are never called.
      const signal = isAborted() ? never() : context.signal;
      return run(call, withContext(context, { workspace: () => Promise.resolve(made), signal }));
    },
  ),
  "ends all tasks when one of them is aborted": withMembers("cancellation", ({ run }) => {
    const everything = new AbortController();
    return {
      run: async (call, context) => {
        context.signal.addEventListener("abort", () => everything.abort());
        const signal = AbortSignal.any([context.signal, everything.signal]);
        return run(call, withContext(context, { signal }));
      },
    };
  }),
  "settles when the first process of an aborted task has ended, and ends the rest later": plainly(
    "cancellation",
    { abort: endLater },
  ),
  "leaves running what a task has left": plainly("leftovers", {}),
  "settles while it still ends what a task has left": plainly("leftovers", { left: endLater }),
  "runs one task after the other": withMembers("concurrency", ({ run }) => {
    let last: Promise<unknown> = Promise.resolve();
    return {
      run: (call, context) => {
        const next = last.then(() => run(call, context));
        last = next.catch(() => undefined);
        return next;
      },
    };
  }),
  "composes a command line for a shell": plainly("names", {
    command: (path) => ({ file: `sh ${path}`, args: [], shell: true, detached: true }),
  }),
  "finds workers by joining paths": plainly("names", {}),
  "follows links out of the registry": plainly("names", { checkName: checkWorkerName }),
};
