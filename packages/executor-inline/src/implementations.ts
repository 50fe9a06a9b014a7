import { isImplementation, type Implementation } from "./implement.ts";

/** Implementations by worker and task. */
export type Implementations = ReadonlyMap<string, ReadonlyMap<string, Implementation>>;

/** Puts implementations in order. Throws a `TypeError` where one task has two. */
export function byTask(implementations: Iterable<Implementation>): Implementations {
  const workers = new Map<string, Map<string, Implementation>>();
  for (const implementation of implementations) {
    const { worker, task } = implementation.definition;
    const tasks = workers.get(worker) ?? new Map<string, Implementation>();
    workers.set(worker, tasks);
    if ((tasks.get(task) ?? implementation) !== implementation)
      throw new TypeError(`The task ${worker}.${task} is implemented twice.`);
    tasks.set(task, implementation);
  }
  return workers;
}

/** What a module exports of implementations: by any name, as default, and in lists. */
export function exportedImplementations(exports: object): readonly Implementation[] {
  return Object.values(exports).flat().filter(isImplementation);
}
