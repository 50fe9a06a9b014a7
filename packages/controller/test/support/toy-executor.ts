import type { Executor, TaskEnd } from "@tierkreis/core";

/** An executor with a log of what was asked of it. Its tasks give their location under `value`. */
export function toyExecutor(name: string, parts: Partial<Executor> = {}) {
  const calls: string[] = [];
  const executor: Executor = {
    specVersion: 1,
    name,
    run: async (call, context): Promise<TaskEnd> => {
      calls.push(`run ${call.worker}.${call.task}`);
      for (const port of call.outputs) context.output(port).setValue(context.location);
      return { status: "ok" };
    },
    check: async ({ worker, task }) => {
      calls.push(`check ${worker}.${task}`);
    },
    release: async () => {
      calls.push("release");
    },
    ...parts,
  };
  return Object.assign(executor, { calls });
}
