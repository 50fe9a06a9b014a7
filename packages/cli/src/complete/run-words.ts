import { listRuns, listTasks } from "@tierkreis/controller";
import type { Storage } from "@tierkreis/core";
import type { SettingFlags } from "../commands/setting-options.ts";
import { readSettings } from "../config/settings.ts";
import { findRun } from "../look/find-run.ts";
import { taskName } from "../look/find-task.ts";
import { allRunIds, shortId } from "../look/run-ids.ts";
import { openStorage } from "../storage/open-storage.ts";
import type { Candidate } from "./candidate.ts";

/** As many runs are offered, the latest. */
const RUNS = 30;
/** As many tasks are offered. */
const TASKS = 200;
/** What needs no quotes in a shell. */
const plain = /^[\w@%+=:,./-]+$/;

/** The latest runs of the storage: as `tkr ls` calls them, by their names, and by their whole ids to those who type more. */
export async function runWords(flags: SettingFlags, begun: string): Promise<readonly Candidate[]> {
  return within(flags, async (storage) => {
    const all = await allRunIds(storage);
    const found: Candidate[] = [];
    for await (const { id, state, name = "" } of listRuns(storage, { limit: RUNS })) {
      const meaning = [state, name].filter(Boolean).join(" ");
      const short = shortId(id, all);
      if (short.startsWith(begun)) found.push({ word: short, meaning });
      else found.push({ word: id, meaning });
      if (plain.test(name)) found.push({ word: name, meaning: `${state} ${short}` });
    }
    return found;
  });
}

/** The places of a run's tasks, and the names of those tasks that stand at one place only. */
export async function placeWords(flags: SettingFlags, run: string): Promise<readonly Candidate[]> {
  return within(flags, async (storage) => {
    const { id } = await findRun(storage, run);
    const places: Candidate[] = [];
    const counts = new Map<string, number>();
    for await (const task of listTasks(storage, id)) {
      const name = taskName(task);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      places.push({ word: task.location, meaning: `${task.state} ${name}` });
      if (places.length === TASKS) break;
    }
    const names = [...counts].flatMap(([word, count]) => (count === 1 && plain.test(word) ? [{ word }] : []));
    return [...names, ...places];
  });
}

async function within<T>(flags: SettingFlags, look: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await openStorage(await readSettings(flags));
  try {
    return await look(storage);
  } finally {
    await storage.close();
  }
}
