import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TierkreisError, type TaskEnd } from "@tierkreis/core";
import { toy, withContext, withMembers, withRun, type BrokenExecutors } from "./broken.ts";

const ok: TaskEnd = { status: "ok" };

/** Runs a script on nothing, a second at most. Rejects when it fails. */
async function tryOut(script: string, task: string): Promise<void> {
  const nothing = { input_value_file: "/dev/null", output_value_file: "/dev/null" };
  const env = { ...process.env, ...nothing, function_name: task };
  const child = spawn("sh", [script], { env, stdio: "ignore", detached: true });
  const exited = once(child, "exit");
  await Promise.race([exited, sleep(1000)]);
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  else if (child.exitCode !== 0) throw new Error(`The task ends with ${String(child.exitCode)}.`);
  await exited;
}

/** What is said of tasks that are not there, before a run and after it. */
export const brokenAnswers: BrokenExecutors = {
  "calls a task of an unknown worker ok": withRun(
    "unknown",
    (run) => (call, context) =>
      run(call, context).catch((error: unknown) => {
        if (TierkreisError.isInstance(error)) return ok;
        throw error;
      }),
  ),
  "refuses an unknown worker with an error without a code": withRun(
    "unknown",
    (run) => (call, context) =>
      run(call, context).catch(() => {
        throw new Error("ENOENT: no such file or directory");
      }),
  ),
  "ends an unknown task well": withRun("unknown", (run) => async (call, context) => {
    const end = await run(call, context);
    return end.status === "exit" && end.exitCode === 64 ? ok : end;
  }),
  "checks nothing": withMembers("unknown", () => ({ check: () => Promise.resolve() })),
  "runs a task to check it": {
    group: "check",
    make: (registry) => ({
      ...toy(registry),
      check: ({ worker, task }) => tryOut(join(registry, worker, "main.sh"), task),
    }),
  },
  "checks a task only once": withMembers("check", ({ check }) => {
    let asked = false;
    return {
      check: async (site) => {
        if (asked) throw new TierkreisError("TKR_EXECUTOR_FAULT", "It was checked before.");
        asked = true;
        await check?.(site);
      },
    };
  }),
  "never ends a check that is aborted": withMembers("check", ({ check }) => ({
    check: async (site, options) => {
      await check?.(site);
      if (options?.signal?.aborted === true) await new Promise(() => undefined);
    },
  })),
  "is of no use after a run was released": withMembers("release", ({ run }) => {
    let released = false;
    return {
      run: async (call, context) => {
        if (released) throw new TierkreisError("TKR_EXECUTOR_FAULT", "It was released.");
        return run(call, context);
      },
      release: async () => void (released = true),
    };
  }),
  "ends the tasks of all runs when one is released": withMembers("release", ({ run }) => {
    let everything = new AbortController();
    return {
      run: (call, context) => {
        const signal = AbortSignal.any([context.signal, everything.signal]);
        return run(call, withContext(context, { signal }));
      },
      release: async () => {
        everything.abort();
        everything = new AbortController();
      },
    };
  }),
};
