import { listAttempts, type AttemptInfo, type RunState } from "@tierkreis/controller";
import type { Storage } from "@tierkreis/core";
import { duration } from "../terminal/durations.ts";
import type { Style } from "../terminal/style.ts";
import { table, type Cell } from "../terminal/table.ts";
import { taskName } from "./find-task.ts";
import { countWords, type FoldedTasks } from "./fold-tasks.ts";
import { statePaint } from "./state-paint.ts";

/** How a listing of tasks is shown. */
export interface TaskListing {
  readonly storage: Storage;
  readonly run: { readonly id: string; readonly state: RunState };
  readonly style: Style;
  readonly width: number;
  readonly limit: number;
}

/** The lines of a listing: where it is too long, failed and running ones stay. Only what is shown is read. */
export async function taskLines(
  folded: readonly FoldedTasks[],
  listing: TaskListing,
): Promise<readonly string[]> {
  const shown = chosen(folded, listing.limit);
  const rows: (readonly Cell[])[] = [];
  for (const line of shown) rows.push(await rowOf(line, listing));
  const lines = table(rows, listing.width - 2).map((line) => `  ${line.trimEnd()}`);
  const left = folded.length - shown.length;
  return left === 0 ? lines : [...lines, `  and ${String(left)} more: --all lists them`];
}

function chosen(folded: readonly FoldedTasks[], limit: number): readonly FoldedTasks[] {
  if (folded.length <= limit) return folded;
  const urgent = folded.filter(({ counts }) => counts.failed + counts.running > 0).slice(0, limit);
  const others = folded.filter((line) => !urgent.includes(line)).slice(0, limit - urgent.length);
  const kept = new Set([...urgent, ...others]);
  return folded.filter((line) => kept.has(line));
}

async function rowOf(
  { location, task, kind, counts }: FoldedTasks,
  { storage, run, style }: TaskListing,
): Promise<readonly Cell[]> {
  const place = { text: location, paint: style.dim };
  if (task === undefined) {
    const paint = statePaint(counts.failed > 0 ? "failed" : counts.running > 0 ? "running" : "done", style);
    return [place, { text: kind, paint: style.bold }, { text: countWords(counts), paint }];
  }
  const attempts = await listAttempts(storage, run.id, location);
  const latest = attempts.find(({ prefix }) => prefix === task.prefix);
  const state = latest?.status === "damaged" ? "damaged" : task.state;
  const words = [
    state,
    ...(task.reused ? ["(reused)"] : []),
    ...(latest === undefined || tookOf(latest) === undefined ? [] : [duration(tookOf(latest) ?? 0)]),
    ...(task.attempts > 1 ? [`attempt ${String(task.attempts)}`] : []),
  ];
  return [
    place,
    { text: taskName(task), paint: style.bold },
    { text: words.join(" "), paint: statePaint(state, style) },
  ];
}

/** Milliseconds that an attempt took. */
export function tookOf({ started, ended }: AttemptInfo): number | undefined {
  return started === undefined || ended === undefined ? undefined : ended.getTime() - started.getTime();
}
