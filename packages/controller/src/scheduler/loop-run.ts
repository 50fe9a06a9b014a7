import { Datum, type Item, type Ports } from "./datum.ts";
import { notBoolean, wrongValue } from "./faults.ts";
import { RUNNING, type Frame, type FrameOwner } from "./frame.ts";
import { Place } from "./place.ts";
import type { Plan, PlanNode } from "./plan.ts";
import type { Progress } from "./protocol.ts";
import type { Scheduler } from "./scheduler.ts";

/** A node that evaluates a graph, and the plan of that graph. */
export interface BodySite {
  readonly frame: Frame;
  readonly planned: PlanNode;
  readonly body: Plan;
}

/**
 * A loop that runs: one iteration after the other. An iteration gets the loop's inputs, overridden by the outputs of the one
 * before. Of earlier iterations nothing stays but what the next one was given.
 */
export class LoopRun implements FrameOwner {
  readonly #scheduler: Scheduler;
  readonly #site: BodySite;
  readonly #place: Place;
  readonly #inputs: Ports;
  readonly #progress: Progress = { done: 0 };
  #outputs: Ports = new Map<string, Item>();

  constructor(scheduler: Scheduler, site: BodySite) {
    this.#scheduler = scheduler;
    this.#site = site;
    this.#place = new Place(site.frame.place, "N", site.planned.index);
    this.#inputs = site.frame.gather(site.planned);
  }

  start(): void {
    const { frame, planned } = this.#site;
    this.#scheduler.enter(frame, planned, this.#progress);
    this.#iterate();
  }

  #iterate(): void {
    const { frame, planned, body } = this.#site;
    const place = new Place(this.#place, "L", this.#progress.done);
    const child = this.#scheduler.open(body, { place, depth: frame.depth + 1, owner: this });
    child.giveSelf(frame, planned);
    for (const [port, item] of this.#inputs) if (!this.#outputs.has(port)) child.give(port, item);
    for (const [port, item] of this.#outputs) child.give(port, item);
    frame.state[planned.index] = RUNNING;
    this.#scheduler.demandFrame(child, this.#site);
  }

  receive(child: Frame, outputs: Ports): void {
    const { node } = this.#site.planned;
    this.#outputs = outputs;
    if (node.type === "loop" && typeof node.name === "string") {
      this.#scheduler.tell({ type: "iteration", name: node.name, place: child.place, outputs });
    }
    this.decide();
  }

  /** Reads `should_continue`: another iteration, or the end. Called again when the value had to be decoded first. */
  decide(): void {
    const { frame, planned } = this.#site;
    const port = planned.node.type === "loop" ? planned.node.continue_port : "";
    const item = this.#outputs.get(port);
    if (item !== undefined && !this.#scheduler.decoded(frame, planned, [item])) {
      (frame.loops ??= new Map<number, LoopRun>()).set(planned.index, this);
      return;
    }
    const value = item instanceof Datum ? item.value : undefined;
    if (value === true) {
      this.#progress.done++;
      this.#iterate();
    } else if (value === false) {
      this.#progress.done++;
      this.#scheduler.tell({ type: "leave", progress: this.#progress });
      this.#scheduler.complete(frame, planned, this.#outputs);
    } else {
      throw wrongValue(
        frame,
        planned,
        notBoolean(`its ${port} after iteration ${String(this.#progress.done)}`, value),
      );
    }
  }
}
