import { setImmediate } from "node:timers/promises";
import type { Ports } from "../scheduler/datum.ts";
import type { Frame } from "../scheduler/frame.ts";
import type { FrameNode, Observer } from "../scheduler/observer.ts";
import type { PlanNode } from "../scheduler/plan.ts";
import { asError } from "./failures.ts";
import type { RunHome } from "./run-home.ts";
import { PythonTree } from "./python-tree.ts";
import { Queue } from "./queue.ts";
import type { Values } from "./values.ts";

/** Nodes that may wait to be written before the run waits for them. */
const BACKLOG = 2000;
/** Nodes written before other work of the process gets its turn. */
const TURN = 20;

type Step = (tree: PythonTree) => Promise<void>;

/**
 * Writes the complete checkpoint of Tierkreis for Python behind a run: what the scheduler tells waits in a queue and is written
 * when the run's own work leaves a turn. The queue is bounded, because the run asks for {@link room} before it goes on. What is
 * written decides nothing: recorded outcomes stay the truth.
 */
export class RecordAll implements Observer {
  readonly #tree: PythonTree;
  readonly #queue = new Queue<Step>();
  #work: Promise<void> | undefined;
  #failure: Error | undefined;
  #isDropped = false;

  constructor(home: RunHome, values: Values) {
    this.#tree = new PythonTree(home, values);
  }

  opened(frame: Frame, by: FrameNode | undefined): void {
    this.#push((tree) => tree.open(frame, by));
  }

  started(frame: Frame, planned: PlanNode): void {
    this.#push((tree) => tree.start(frame, planned));
  }

  completed(frame: Frame, planned: PlanNode, outputs: Ports): void {
    this.#push((tree) => tree.complete(frame, planned, outputs));
  }

  ended(frame: Frame, planned: PlanNode, outputs: Ports): void {
    this.#push((tree) => tree.end(frame, planned, outputs));
  }

  /** Settles when the run may go on: at once, unless too much waits to be written. Rejects when it can not be written. */
  async room(): Promise<void> {
    if (this.#failure !== undefined || this.#queue.length > BACKLOG) await this.flush();
  }

  /** Settles when all that was told is written. Rejects when it can not be. */
  async flush(): Promise<void> {
    while (this.#work !== undefined) await this.#work;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Writes what is told of a complete run only. */
  async finish(): Promise<void> {
    await this.flush();
    await this.#tree.finish();
  }

  /** Writes nothing any more of what waits or is told from now on: the run is to end, or somebody else's. A later life writes all. */
  drop(): void {
    this.#isDropped = true;
    this.#queue.clear();
  }

  #push(step: Step): void {
    if (this.#failure !== undefined || this.#isDropped) return;
    this.#queue.push(step);
    this.#work ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    try {
      for (let done = 0; ; done++) {
        if (done % TURN === 0) await setImmediate();
        const step = this.#queue.shift();
        if (step === undefined) return;
        await step(this.#tree);
      }
    } catch (error) {
      this.#failure = asError(error);
      this.#queue.clear();
    } finally {
      this.#work = undefined;
    }
  }
}
