import type { TaskCall, TaskContext, TaskEnd } from "@tierkreis/core";
import { failed } from "./failure.ts";
import { storedInputs, wantedOutputs } from "./run-function.ts";
import type { ThreadPool } from "./thread/thread-pool.ts";

/** Runs a task's function in a thread, which imports it from `module`. */
export async function runInThread(
  { pool, module }: { readonly pool: ThreadPool; readonly module: string },
  call: TaskCall,
  context: TaskContext,
): Promise<TaskEnd> {
  const { worker, task, types } = call;
  const { run, location, attempt, signal } = context;
  const inputs = await storedInputs(call, context);
  const wanted = wantedOutputs(call);
  const job = { module, worker, task, inputs, wanted, types: types.outputs, run, location, attempt };
  try {
    const outputs = await pool.perform(job, { signal, log: (text) => context.log(text) });
    for (const [port, bytes] of Object.entries(outputs)) context.output(port).setBytes(bytes);
    return { status: "ok" };
  } catch (error) {
    return failed(error);
  }
}
