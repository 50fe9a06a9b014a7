import { Datum, type Item, type Ports } from "./datum.ts";
import type { LoopRun } from "./loop-run.ts";
import type { Place } from "./place.ts";
import type { Plan, PlanNode, Wire } from "./plan.ts";

/** Nobody asked for it. */
export const IDLE = 0;
/** Its record is looked for. */
export const LOOKING = 1;
/** Its sources are awaited. */
export const WAITING = 2;
/** An `ifelse` whose chosen branch is awaited. */
export const WAITING_TRUE = 3;
export const WAITING_FALSE = 4;
/** Its inputs are being decoded. */
export const LOADING = 5;
/** Its task, or the evaluation it opened, runs. */
export const RUNNING = 6;
/** Its outputs are there. */
export const DONE = 7;
/** It is a breakpoint that was reached. */
export const PAUSED = 8;

/** Who gets the outputs of a frame. */
export interface FrameOwner {
  /** Takes the frame's outputs. */
  receive(frame: Frame, outputs: Ports): void;
}

/** One evaluation of one graph: an integer and a few arrays. It is gone when its outputs have been received. */
export class Frame {
  readonly id: number;
  readonly plan: Plan;
  readonly place: Place;
  /** Frames above this one. */
  readonly depth: number;
  readonly owner: FrameOwner;
  readonly slots: (Item | undefined)[];
  readonly state: number[];
  /** Per waiting node, how many of its sources are not done. */
  readonly unmet: number[];
  /** The loops that wait for a value to be decoded, by node. */
  loops: Map<number, LoopRun> | undefined;
  /** All inputs by port, read or not, while somebody watches. */
  given: Map<string, Item> | undefined;

  constructor(id: number, plan: Plan, { place, depth, owner }: Pick<Frame, "place" | "depth" | "owner">) {
    this.id = id;
    this.plan = plan;
    this.place = place;
    this.depth = depth;
    this.owner = owner;
    this.slots = new Array<Item | undefined>(plan.slotCount);
    this.loops = undefined;
    this.given = undefined;
    this.state = new Array<number>(plan.nodes.length).fill(IDLE);
    this.unmet = new Array<number>(plan.nodes.length).fill(0);
  }

  /** Puts an input in its slot, where the graph reads it. */
  give(port: string, item: Item): void {
    const slot = this.plan.inputSlots.get(port);
    if (slot !== undefined) this.slots[slot] = item;
    this.given?.set(port, item);
  }

  /** Gives the graph to itself, as the input `body`, where it asks for that: recursion. */
  giveSelf(outer: Frame, planned: PlanNode): void {
    if (!this.plan.inputSlots.has("body")) return;
    const wire = planned.special["graph"] ?? planned.special["body"];
    const graph = wire === undefined ? undefined : outer.read(wire);
    if (graph !== undefined) this.give("body", graph);
  }

  /** What a wire brings; `undefined` for an input that was not given. */
  read(wire: Wire): Item | undefined {
    if ("slot" in wire) return this.slots[wire.slot];
    return new Datum({ place: this.place, node: wire.node, port: wire.port }, wire.constant.value);
  }

  /** What a node's wires bring, by port. */
  gather(planned: PlanNode): Map<string, Item> {
    const inputs = new Map<string, Item>();
    for (const wire of planned.wires) {
      const item = this.read(wire);
      if (item !== undefined) inputs.set(wire.input, item);
    }
    return inputs;
  }
}
