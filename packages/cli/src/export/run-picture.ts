import { listTasks, readRunGraph, type TaskState } from "@tierkreis/controller";
import { stringifyGraph, type Graph, type Location } from "@tierkreis/core";
import type { ExportOptions } from "../commands/export-command.ts";
import type { Settings } from "../config/settings.ts";
import { findRun } from "../look/find-run.ts";
import { loadGraph } from "../run/load-graph.ts";
import { openStorage } from "../storage/open-storage.ts";
import { colourPicture } from "./colour-picture.ts";
import type { Picture, States } from "./picture.ts";

/** A graph, and the states that its picture has in a run. */
export interface RunPicture {
  readonly graph: Graph;
  readonly statesOf: (picture: Picture) => States;
}

/** The graph that the command line names, else the run's own, and how the run stands. */
export async function readRunPicture(
  options: ExportOptions,
  settings: Settings,
  word: string,
): Promise<RunPicture> {
  const isGiven = options.graph !== undefined || options.fromFile !== undefined;
  const given = isGiven ? await loadGraph(options, settings) : undefined;
  const storage = await openStorage(settings);
  try {
    const { id, state } = await findRun(storage, word);
    const own = given === undefined ? undefined : await readRunGraph(storage, id).catch(() => undefined);
    const graph = given ?? (await readRunGraph(storage, id));
    if (own !== undefined && given !== undefined && stringifyGraph(own) !== stringifyGraph(given))
      console.error(`note: run ${id} ran another graph: places that are not in both show nothing of it.`);
    const tasks = new Map<Location, TaskState>();
    for await (const task of listTasks(storage, id)) tasks.set(task.location, task.state);
    const run = { tasks, isDone: state === "done" };
    return { graph, statesOf: (picture) => colourPicture(picture, run) };
  } finally {
    await storage.close();
  }
}
