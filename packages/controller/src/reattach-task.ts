import type { Executor, Json, TaskCall, TaskContext, TaskEnd } from "@tierkreis/core";

/** Has an executor take over a task. One that can not leaves none behind: what it started ended when its controller did. */
export async function reattachTask(
  executor: Executor,
  handle: Json | undefined,
  { call, context }: { readonly call: TaskCall; readonly context: TaskContext },
): Promise<TaskEnd> {
  if (executor.reattach !== undefined) return executor.reattach(handle, call, context);
  return { status: "lost", reason: `the executor ${executor.name} can not take a task over` };
}
