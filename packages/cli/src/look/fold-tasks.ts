import type { TaskInfo, TaskState } from "@tierkreis/controller";
import { childLocation, parseLocation, type Location } from "@tierkreis/core";

/** A line of a listing: a task, or a node, iteration or element with all tasks below it. */
export interface FoldedTasks {
  readonly location: Location;
  /** The task, where the line is one. */
  readonly task?: TaskInfo;
  readonly kind: "task" | "eval" | "loop" | "map" | "iteration" | "element";
  readonly counts: TaskCounts;
}

/** Tasks by state. */
export type TaskCounts = Record<TaskState, number> & { reused: number };

const kinds = { N: "eval", L: "loop", M: "map" } as const;
const rounds = { N: "eval", L: "iteration", M: "element" } as const;

/** The tasks below a place in the order of their locations; what is nested deeper is one line. */
export class TaskFolder {
  readonly counts: TaskCounts = noCounts();
  readonly #depth: number;
  readonly #lines = new Map<Location, { -readonly [K in keyof FoldedTasks]: FoldedTasks[K] }>();

  constructor(place: Location) {
    this.#depth = parseLocation(place).length;
  }

  add(task: TaskInfo): void {
    const steps = parseLocation(task.location);
    count(this.counts, task);
    const step = steps[this.#depth];
    if (step === undefined) return;
    const location = steps
      .slice(0, this.#depth + 1)
      .reduce<Location>((parent, { kind, index }) => childLocation(parent, kind, index), "-");
    const next = steps[this.#depth + 1];
    const kind = step.kind !== "N" ? rounds[step.kind] : next === undefined ? "task" : kinds[next.kind];
    const line = this.#lines.get(location) ?? { location, kind, counts: noCounts() };
    if (next === undefined && step.kind === "N") line.task = task;
    count(line.counts, task);
    this.#lines.set(location, line);
  }

  /** Sorted: node 2 stands before node 10. */
  lines(): readonly FoldedTasks[] {
    return [...this.#lines.values()].sort(
      (a, b) =>
        (parseLocation(a.location).at(-1)?.index ?? 0) - (parseLocation(b.location).at(-1)?.index ?? 0),
    );
  }
}

/** The counts in words, what people look for first. */
export function countWords({ done, reused, failed, running, unfinished, restarted }: TaskCounts): string {
  const words = [
    [failed, "failed"],
    [running, "running"],
    [done, reused > 0 ? `done (${String(reused)} reused)` : "done"],
    [unfinished, "unfinished"],
    [restarted, "restarted"],
  ] as const;
  return words
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${String(number)} ${word}`)
    .join(", ");
}

function noCounts(): TaskCounts {
  return { done: 0, failed: 0, running: 0, unfinished: 0, restarted: 0, reused: 0 };
}

function count(counts: TaskCounts, { state, reused }: TaskInfo): void {
  counts[state]++;
  if (reused) counts.reused++;
}
