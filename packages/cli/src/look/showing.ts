import { listTasks, type RunInfo, type TaskInfo } from "@tierkreis/controller";
import { ROOT, type Storage } from "@tierkreis/core";
import type { ShowCommandOptions } from "../commands/show-command.ts";

/** What is shown, and how. */
export interface Showing {
  readonly storage: Storage;
  readonly run: RunInfo;
  readonly options: ShowCommandOptions;
}

/** The tasks at a place and below it. */
export async function tasksBelow(storage: Storage, run: string, place = ROOT): Promise<readonly TaskInfo[]> {
  const tasks: TaskInfo[] = [];
  for await (const task of listTasks(storage, run))
    if (place === ROOT || task.location === place || task.location.startsWith(`${place}.`)) tasks.push(task);
  return tasks;
}
