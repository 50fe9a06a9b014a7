import { listAttempts, listTasks, type AttemptInfo, type TaskInfo } from "@tierkreis/controller";
import { TierkreisError, type Location, type Storage } from "@tierkreis/core";
import { taskName } from "../look/find-task.ts";

/** One log: whose it is, and where it lies. */
export interface LogSource {
  readonly location: Location;
  /** `worker.task`. */
  readonly name: string;
  readonly attempt: AttemptInfo;
  /** Its key. */
  readonly key: string;
}

/** Whose logs are wanted. */
export interface LogChoice {
  /** Only the task at this place. Default: all. */
  readonly location?: Location;
  /** Only the n-th attempt of each task. Default: the one that counts, else the last. */
  readonly attempt?: number;
}

/** The logs of a run's tasks, those of tasks that started earlier first; those whose start nobody noted come at the end. */
export async function logSources(
  storage: Storage,
  run: string,
  { location, attempt }: LogChoice,
): Promise<readonly LogSource[]> {
  const found: LogSource[] = [];
  let isThere = false;
  for await (const task of listTasks(storage, run)) {
    if (location !== undefined && task.location !== location && !task.location.startsWith(`${location}.`))
      continue;
    isThere = true;
    const source = sourceOf(task, await listAttempts(storage, run, task.location), attempt);
    if (source !== undefined) found.push(source);
  }
  if (!isThere && location !== undefined) {
    const message = `No task was begun at ${location} of run ${run}, so there is no log. \`tkr show\` lists the tasks.`;
    throw new TierkreisError("TKR_RUN_UNKNOWN", message, { run, location });
  }
  return found.sort((a, b) => startOf(a) - startOf(b));
}

function sourceOf(
  task: TaskInfo,
  attempts: readonly AttemptInfo[],
  wanted: number | undefined,
): LogSource | undefined {
  const attempt =
    wanted === undefined
      ? attempts.find(({ prefix }) => prefix === task.prefix)
      : attempts.findLast(({ attempt: number }) => number === wanted);
  if (attempt?.log === undefined) return undefined;
  return { location: task.location, name: taskName(task), attempt, key: attempt.log };
}

function startOf({ attempt }: LogSource): number {
  return attempt.started?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
