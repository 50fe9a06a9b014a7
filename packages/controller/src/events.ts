import type { Location } from "@tierkreis/core";
import { EventReader } from "./event-reader.ts";

/**
 * What a run tells while it goes on, in the order in which it happens. From these the state of every node can be rebuilt: a
 * node that is not told of itself (an input, a const, a branch, a pure task) costs nothing and is done when what reads it is.
 * `at` is in milliseconds since 1970.
 */
export type RunEvent =
  | { readonly type: "runStarted"; readonly run: string; readonly resumed: boolean; readonly at: number }
  /** `takenOver`: an earlier owner of the run began it; its end is awaited, and nothing is started. */
  | (TaskFields & { readonly type: "taskStarted"; readonly takenOver?: true })
  /** `reused`: the outcome was recorded earlier and nothing ran. */
  | (TaskFields & { readonly type: "taskDone"; readonly reused: boolean })
  | (TaskFields & { readonly type: "taskFailed"; readonly error: Error; readonly willRetry: boolean })
  /** A node began to evaluate its graph: once, in a loop, or for each element of a list. */
  | (NodeFields & { readonly type: "nodeStarted" })
  | (NodeFields & { readonly type: "nodeDone" })
  /** A record that is there does not count; the task runs again. */
  | { readonly type: "warning"; readonly location: Location; readonly message: string; readonly at: number }
  | {
      readonly type: "runEnded";
      /** `paused`: stopped at a breakpoint. */
      readonly status: "done" | "failed" | "cancelled" | "paused";
      readonly error?: Error;
      readonly at: number;
    }
  | RunSnapshot;

export interface TaskFields {
  readonly location: Location;
  readonly worker: string;
  readonly task: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly at: number;
}

export interface NodeFields {
  readonly location: Location;
  readonly kind: "eval" | "loop" | "map";
  /** Iterations or elements that have ended; 1 for an evaluation that has. */
  readonly done: number;
  /** The elements of a map; `undefined` where nobody can know. */
  readonly total?: number;
  readonly at: number;
}

/** Where a run stands, in tasks. */
export interface RunCounts {
  readonly running: number;
  readonly done: number;
  readonly reused: number;
  readonly failed: number;
}

/** A reader fell behind: this stands for all that it missed. */
export interface RunSnapshot extends RunCounts {
  readonly type: "snapshot";
  /** The tasks under way. */
  readonly tasks: readonly TaskFields[];
  /** The loops and maps under way, with how far they are. */
  readonly nodes: readonly NodeFields[];
  readonly at: number;
}

/** A loop or map under way. The counts are its own, read when a snapshot is taken. */
export interface LiveNode {
  readonly location: () => Location;
  readonly kind: NodeFields["kind"];
  readonly progress: { readonly done: number; readonly total?: number };
  readonly at: number;
}

/**
 * Hands a run's events to any number of readers. The state they tell of is kept here, as small as it is: a reader that lags
 * loses its queue and gets a snapshot when it comes back, so it slows nothing and costs nothing.
 */
export class RunEvents implements AsyncIterable<RunEvent> {
  readonly #readers = new Set<EventReader>();
  readonly #counts = { running: 0, done: 0, reused: 0, failed: 0 };
  readonly #tasks = new Map<Location, TaskFields>();
  readonly #nodes = new Set<LiveNode>();
  #last: RunEvent | undefined;
  /** Reads from the beginning, for whoever comes first: a run starts before its handle can be given out. */
  #first: EventReader | undefined = this.#newReader();

  emit(event: RunEvent): void {
    this.#apply(event);
    if (event.type === "runEnded") this.#last = event;
    for (const reader of this.#readers) reader.push(event);
  }

  /** A node began to evaluate its graph. Nothing is made of it when nobody reads. */
  enter(node: LiveNode): void {
    if (node.kind !== "eval") this.#nodes.add(node);
    this.#tellNode("nodeStarted", node, 0);
  }

  leave(node: LiveNode): void {
    this.#nodes.delete(node);
    this.#tellNode("nodeDone", node, node.progress.done);
  }

  /** Where the run stands now. */
  get counts(): RunCounts {
    return { ...this.#counts };
  }

  /** The first reader gets all events, also those from before it came; later ones what happens from then on. */
  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) return first;
    const reader = this.#newReader();
    if (this.#last === undefined) {
      reader.lag();
    } else {
      reader.push(this.#snapshot());
      reader.push(this.#last);
    }
    return reader;
  }

  #newReader(): EventReader {
    const reader = new EventReader(
      () => this.#snapshot(),
      () => this.#readers.delete(reader),
    );
    this.#readers.add(reader);
    return reader;
  }

  #tellNode(type: "nodeStarted" | "nodeDone", node: LiveNode, done: number): void {
    const at = Date.now();
    let told: RunEvent | undefined;
    // A location is as long as its depth: it is printed when somebody reads it.
    const tell = () => (told ??= { type, ...fieldsOf(node), done, at });
    for (const reader of this.#readers) if (!reader.lags) reader.push(tell);
  }

  #snapshot(): RunEvent {
    return {
      type: "snapshot",
      ...this.#counts,
      tasks: [...this.#tasks.values()],
      nodes: [...this.#nodes].map(fieldsOf),
      at: this.#last?.at ?? Date.now(),
    };
  }

  #apply(event: RunEvent): void {
    switch (event.type) {
      case "taskStarted":
        this.#counts.running++;
        this.#tasks.set(event.location, event);
        break;
      case "taskDone":
        if (event.reused) this.#counts.reused++;
        else this.#counts.running--;
        this.#counts.done++;
        this.#tasks.delete(event.location);
        break;
      case "taskFailed":
        this.#counts.running--;
        if (!event.willRetry) this.#counts.failed++;
        this.#tasks.delete(event.location);
        break;
      default:
        break;
    }
  }
}

function fieldsOf({ location, kind, progress, at }: LiveNode): NodeFields {
  const { done, total } = progress;
  return { location: location(), kind, done, ...(total === undefined ? {} : { total }), at };
}
