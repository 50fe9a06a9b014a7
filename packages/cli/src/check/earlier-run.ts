import { listTasks, readRun, type RunState, type TaskState } from "@tierkreis/controller";
import { TierkreisError, type Storage } from "@tierkreis/core";

/** What is stored of a run that is to go on. */
export interface EarlierRun {
  readonly id: string;
  readonly state: RunState;
  /** Tasks by their state; what is done would be reused. */
  readonly tasks: Readonly<Partial<Record<TaskState, number>>>;
  /** How often each task, by its name, is done. */
  readonly done: Readonly<Record<string, number>>;
}

/** Reads what is stored of a run; `undefined` when there is nothing: it would be a new one. */
export async function readEarlierRun(storage: Storage, runId: string): Promise<EarlierRun | undefined> {
  try {
    const { id, state } = await readRun(storage, runId);
    if (state === "leftover") return undefined;
    const tasks: Partial<Record<TaskState, number>> = {};
    const done = new Map<string, number>();
    for await (const task of listTasks(storage, id)) {
      tasks[task.state] = (tasks[task.state] ?? 0) + 1;
      const name = [task.worker, task.task].filter(Boolean).join(".");
      if (task.state === "done") done.set(name, (done.get(name) ?? 0) + 1);
    }
    return { id, state, tasks, done: Object.fromEntries(done) };
  } catch (error) {
    if (TierkreisError.isInstance(error) && error.code === "TKR_RUN_UNKNOWN") return undefined;
    throw error;
  }
}
