import { listTasks, readRunGraph, type TaskInfo } from "@tierkreis/controller";
import { isLocation, nearNames, TierkreisError, type Location, type Storage } from "@tierkreis/core";
import { usageError } from "../usage-error.ts";

/** As many tasks are listed when it is not clear which one is meant. */
const SHOWN = 10;

/**
 * The place that a word means: a location, or the name of a task (`worker.task` or `task`) that stands at one place of those that were
 * begun. Throws `TKR_RUN_UNKNOWN` when there is none, and `TKR_USAGE` with the candidates when there are several.
 */
export async function findPlace(storage: Storage, run: string, word: string): Promise<Location> {
  if (isLocation(word)) return word;
  const names = new Set<string>();
  const found: TaskInfo[] = [];
  let count = 0;
  for await (const task of listTasks(storage, run)) {
    const name = taskName(task);
    names.add(name);
    if (name !== word && task.task !== word) continue;
    count++;
    if (found.length < SHOWN) found.push(task);
  }
  const [only] = found;
  if (only !== undefined && count === 1) return only.location;
  if (only === undefined) throw unknownTask(run, word, await withNotBegun(storage, run, names));
  const lines = found.map((task) => `\n  ${task.location}  ${taskName(task)}  ${task.state}`).join("");
  const more = count > SHOWN ? `\n  and ${String(count - SHOWN)} more` : "";
  throw usageError(
    `${JSON.stringify(word)} may be any of ${String(count)} tasks; give a location:${lines}${more}`,
  );
}

/** `worker.task`, as far as it is known. */
export function taskName({ worker, task }: Pick<TaskInfo, "worker" | "task">): string {
  return [worker, task ?? "?"].filter((part) => part !== undefined).join(".");
}

async function withNotBegun(
  storage: Storage,
  run: string,
  begun: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { nodes } = await readRunGraph(storage, run);
  return [...begun, ...nodes.flatMap((node) => (node.type === "function" ? [node.function_name] : []))];
}

function unknownTask(run: string, word: string, names: readonly string[]): TierkreisError {
  const isThere = names.some((name) => name === word || name.endsWith(`.${word}`));
  const near = nearNames(word, [...new Set(names.flatMap((name) => [name, name.replace(/^.*\./, "")]))]);
  const hint = isThere
    ? "It has not begun, or is computed without being recorded."
    : near.length > 0
      ? `Is ${near.join(" or ")} meant?`
      : "A location looks like -.N3; `tkr show` lists the tasks.";
  const message = `No task ${JSON.stringify(word)} was begun in run ${run}. ${hint}`;
  return new TierkreisError("TKR_RUN_UNKNOWN", message, { run });
}
