import { setTimeout as wait } from "node:timers/promises";
import { listTasks, readRun, type TaskInfo } from "@tierkreis/controller";
import type { Location, Storage } from "@tierkreis/core";
import { taskName } from "../look/find-task.ts";
import type { LogPrinter } from "./log-printer.ts";
import { LogReader, tailStart } from "./read-log.ts";

/** Milliseconds between two looks, or more where a look takes long. */
const EVERY = 300;

interface Followed {
  readonly prefix: string;
  readonly reader: LogReader;
  readonly attempt: number;
  isOver: boolean;
}

/** Prints what a run's tasks write until nobody runs it any more, those included that start later. */
export async function followLogs(
  storage: Storage,
  run: string,
  options: { readonly location?: Location; readonly tail?: number; readonly printer: LogPrinter },
): Promise<void> {
  const followed = new Map<Location, Followed>();
  for (let isFirst = true; ; isFirst = false) {
    const start = performance.now();
    // Asked before the look: what the last tasks wrote is there when the run is over.
    const isOver = (await readRun(storage, run)).state !== "running";
    for await (const task of listTasks(storage, run)) {
      const { location } = options;
      const isMeant =
        location === undefined || task.location === location || task.location.startsWith(`${location}.`);
      if (isMeant) await look(task, { storage, followed, isFirst, isLast: isOver, ...options });
    }
    if (isOver) return;
    await wait(Math.max(EVERY, 4 * (performance.now() - start)));
  }
}

interface Look {
  readonly storage: Storage;
  readonly followed: Map<Location, Followed>;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly tail?: number;
  /** Only the last lines of what is there now. */
  readonly keep?: number;
  readonly printer: LogPrinter;
}

async function look(task: TaskInfo, options: Look): Promise<void> {
  const { storage, followed, isFirst, isLast, tail } = options;
  let known = followed.get(task.location);
  if (known !== undefined && known.prefix !== task.prefix) {
    // Another attempt has begun: the end of the one before it comes first.
    if (!known.isOver) await print(task, known, { ...options, isLast: true });
    known = undefined;
  }
  if (known?.isOver === true || task.log === undefined) return;
  if (known === undefined) {
    const from = isFirst && tail !== undefined ? await tailStart(storage, task.log, tail) : 0;
    known = {
      prefix: task.prefix,
      reader: new LogReader(storage, task.log, from),
      attempt: task.attempts,
      isOver: false,
    };
    followed.set(task.location, known);
  }
  const isOver = isLast || task.state === "done" || task.state === "failed";
  const keep = isFirst && tail !== undefined ? { keep: tail } : {};
  await print(task, known, { ...options, ...keep, isLast: isOver });
  known.isOver = isOver;
}

async function print(
  task: TaskInfo,
  { reader, attempt }: Followed,
  { printer, isLast, keep }: Look,
): Promise<void> {
  const { location } = task;
  const kept: string[] = [];
  for await (const line of reader.lines(isLast)) {
    if (keep === undefined) await printer.print({ location, name: taskName(task), attempt, line });
    else if (kept.push(line) > keep) kept.shift();
  }
  for (const line of kept) await printer.print({ location, name: taskName(task), attempt, line });
}
