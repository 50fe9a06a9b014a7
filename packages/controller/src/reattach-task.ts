import {
  TierkreisError,
  type Executor,
  type Json,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
} from "@tierkreis/core";

/**
 * Has an executor take over a task. One that can not is only no matter where no handle was saved: a handle says that the task
 * may run on, and it must not be started a second time beside that.
 */
export async function reattachTask(
  executor: Executor,
  handle: Json | undefined,
  { call, context }: { readonly call: TaskCall; readonly context: TaskContext },
): Promise<TaskEnd> {
  if (executor.reattach !== undefined) return executor.reattach(handle, call, context);
  const { name } = executor;
  if (handle === undefined)
    return { status: "lost", reason: `the executor ${name} can not take a task over` };
  const message = `The executor ${name} can not take over the task ${call.worker}.${call.task}, which an earlier controller left with a handle: it may still run. Go on with the executor that began it, or make sure that it has ended and run with fresh.`;
  throw new TierkreisError("TKR_EXECUTOR_FAULT", message, { driver: name, operation: "reattach" });
}
