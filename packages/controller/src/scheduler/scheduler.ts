import { TierkreisError, type Location } from "@tierkreis/core";
import { Datum, pick, spreadGroups, type Item, type Ports } from "./datum.ts";
import { Firing } from "./firing.ts";
import {
  DONE,
  Frame,
  IDLE,
  LOADING,
  LOOKING,
  PAUSED,
  RUNNING,
  WAITING,
  WAITING_FALSE,
  WAITING_TRUE,
  type FrameOwner,
} from "./frame.ts";
import { given, siteOf } from "./items.ts";
import type { MapRun } from "./map-run.ts";
import { refuseMissing } from "./missing.ts";
import { Place } from "./place.ts";
import { ALL, TRUE_BRANCH } from "./edges.ts";
import type { Plan, PlanNode, PureTasks } from "./plan.ts";
import type { FrameNode, Observer } from "./observer.ts";
import type { NodeId, Progress, SchedulerCommand, SchedulerEvent } from "./protocol.ts";
import { Target } from "./target.ts";

/** Nodes worked on before other work of the process gets its turn: a few milliseconds' worth. */
const BUDGET = 5000;

export interface SchedulerOptions {
  /** The values of the graph's inputs, and the graph itself as `body`. */
  readonly inputs: ReadonlyMap<string, Datum>;
  /** Look for recorded outcomes before asking for a task's inputs: the run goes on from an earlier one. */
  readonly resume: boolean;
  readonly pure: PureTasks;
  /** Evaluations inside one another before recursion counts as endless. */
  readonly maxDepth: number;
  /** Elements of a map that are evaluated at once. */
  readonly mapWindow: number;
  /** Stop at nodes that are breakpoints. Default: go on. */
  readonly breakpoints?: boolean;
  /** Ask for this place instead of the graph's outputs: `finish` then brings what is there. */
  readonly target?: Location;
  /** Is told of every node and every evaluation. */
  readonly observer?: Observer;
}

/**
 * The pure half of the controller: events in, commands out; no I/O, no clock, no randomness. Only what the output node needs
 * is ever asked for. Each node of each evaluation is worked on once; an event costs its consumers and nothing else; no depth
 * is recursed into; an evaluation that has ended leaves its outputs and nothing more.
 */
export class Scheduler implements FrameOwner {
  readonly observer: Observer | undefined;
  readonly #options: SchedulerOptions;
  readonly #firing: Firing;
  readonly #target: Target | undefined;
  readonly #root: Frame;
  /** Frames that something outside the scheduler works for. */
  readonly #awaited = new Map<number, Frame>();
  readonly #demanded: Turn[] = [];
  readonly #ready: Turn[] = [];
  /** Maps that may open another element when nothing else is to be done. */
  readonly #maps: MapRun[] = [];
  #commands: SchedulerCommand[] = [];
  #frames = 0;
  #failed = false;

  constructor(plan: Plan, options: SchedulerOptions) {
    this.#options = options;
    this.observer = options.observer;
    this.#firing = new Firing(this, options);
    this.#target = options.target === undefined ? undefined : new Target(options.target);
    this.#root = this.open(plan, { place: Place.root, depth: 0, owner: this });
    for (const [port, datum] of options.inputs) this.#root.give(port, datum);
  }

  /** Takes what happened and says what is to be done now, in an order that any executor may follow. */
  step(event: SchedulerEvent): readonly SchedulerCommand[] {
    try {
      this.#take(event);
      this.#work();
    } catch (error) {
      this.#fail(error);
    }
    const commands = this.#commands;
    this.#commands = [];
    return commands;
  }

  /** Makes a frame; nothing in it is asked for yet. */
  open(plan: Plan, where: Pick<Frame, "place" | "depth" | "owner">): Frame {
    if (where.depth > this.#options.maxDepth) {
      const message = `Evaluations are nested more than ${String(this.#options.maxDepth)} deep: a recursion does not end, or maxDepth is too small for it.`;
      throw new TierkreisError("TKR_GRAPH_DEPTH", message);
    }
    const frame = new Frame(this.#frames++, plan, where);
    if (this.observer !== undefined) frame.given = new Map();
    return frame;
  }

  /** Asks for a frame's outputs, on behalf of the node that evaluates it. */
  demandFrame(frame: Frame, by?: FrameNode): void {
    this.observer?.opened(frame, by);
    this.#demanded.push({ frame, node: this.#target?.nodeIn(frame.place) ?? frame.plan.output });
  }

  /** The only element of a map that is asked for, when it is not all of them. */
  elementOf(map: Place): number | undefined {
    return this.#target?.elementOf(map);
  }

  /** Asks for one node of a frame. */
  demandNode(frame: Frame, node: number): void {
    this.#demanded.push({ frame, node });
  }

  /** A frame's outputs are there: whoever opened it gets them, unless they are what was asked for. */
  end(frame: Frame, planned: PlanNode): void {
    const outputs = frame.gather(planned);
    if (outputs.size < planned.wires.length) {
      for (const wire of planned.wires) if (!outputs.has(wire.input)) refuseMissing(frame, planned, wire);
    }
    frame.state[planned.index] = DONE;
    this.#awaited.delete(frame.id);
    this.observer?.ended(frame, planned, outputs);
    const wanted =
      this.#target?.isAt(frame.place) === true || this.#target?.isAt(frame.place, planned.index) === true;
    if (wanted) this.tell({ type: "finish", outputs: spreadGroups(outputs) });
    else frame.owner.receive(frame, outputs);
  }

  /** A map can take another element later. */
  queueMap(map: MapRun): void {
    this.#maps.push(map);
  }

  /** Tells the driver something. */
  tell(command: SchedulerCommand): void {
    this.#commands.push(command);
  }

  /** The outputs of a node of the engine's own are there. */
  complete(frame: Frame, planned: PlanNode, outputs: Ports): void {
    this.observer?.completed(frame, planned, outputs);
    if (this.#target?.isAt(frame.place, planned.index) === true)
      this.tell({ type: "finish", outputs: spreadGroups(outputs) });
    let { slot } = planned;
    for (const port of planned.outputs) frame.slots[slot++] = pick(outputs, port);
    frame.state[planned.index] = DONE;
    this.#wake(frame, planned.index);
  }

  /** Counts a node that is done for each that waits for it; those that wait for nothing more get their turn. */
  #wake(frame: Frame, done: number): void {
    const { state, unmet, plan } = frame;
    const { starts, nodes, roles } = plan.consumers;
    const end = starts[done + 1] ?? 0;
    for (let at = starts[done] ?? 0; at < end; at++) {
      const node = nodes[at] ?? 0;
      const role = roles[at];
      if (role === ALL) {
        if (state[node] !== WAITING) continue;
        const left = (unmet[node] ?? 0) - 1;
        unmet[node] = left;
        if (left === 0) this.#ready.push({ frame, node });
      } else if (state[node] === (role === TRUE_BRANCH ? WAITING_TRUE : WAITING_FALSE)) {
        this.#ready.push({ frame, node });
      }
    }
  }

  /** The root frame's outputs are the run's. */
  receive(_root: Frame, outputs: Ports): void {
    this.tell({ type: "finish", outputs: spreadGroups(outputs) });
  }

  #take(event: SchedulerEvent): void {
    switch (event.type) {
      case "begin":
        this.demandFrame(this.#root);
        break;
      case "goOn":
        break;
      case "done": {
        const { frame, planned } = this.#awaitedNode(event.id, LOOKING, RUNNING);
        this.complete(frame, planned, event.outputs);
        break;
      }
      case "notRecorded": {
        const { frame, planned } = this.#awaitedNode(event.id, LOOKING);
        this.#awaitSources(frame, planned);
        break;
      }
      case "passed": {
        const { frame, planned } = this.#awaitedNode(event.id, PAUSED);
        this.#firing.fire(frame, planned);
        break;
      }
      case "loaded": {
        const { frame, planned } = this.#awaitedNode(event.id, LOADING);
        const loop = frame.loops?.get(planned.index);
        if (loop === undefined) this.#firing.fire(frame, planned);
        else loop.decide();
        break;
      }
    }
  }

  #work(): void {
    for (let left = BUDGET; left > 0; left--) {
      const demanded = this.#demanded.pop();
      if (demanded !== undefined) {
        this.#ask(demanded.frame, demanded.node);
        continue;
      }
      const ready = this.#ready.pop();
      if (ready !== undefined) {
        this.#firing.fire(ready.frame, plannedNode(ready.frame, ready.node));
        continue;
      }
      const map = this.#maps.pop();
      if (map === undefined) return;
      map.openNext();
    }
    this.tell({ type: "yield" });
  }

  /** First demand for a node: nothing happens at a second. */
  #ask(frame: Frame, index: number): void {
    if (frame.state[index] !== IDLE) return;
    const planned = plannedNode(frame, index);
    if (planned.node.type === "const" || planned.node.type === "input") {
      // Never waited for, but it can be the target.
      this.complete(frame, planned, given(frame, planned.node, index));
      return;
    }
    if (this.#options.resume && planned.node.type === "function" && planned.pure === undefined) {
      frame.state[index] = LOOKING;
      this.tell({ type: "lookUp", id: this.await(frame, index), ...siteOf(frame, planned) });
      return;
    }
    this.#awaitSources(frame, planned);
  }

  /** The node can go on when its sources are done. */
  #awaitSources(frame: Frame, { index }: PlanNode): void {
    const { state, plan } = frame;
    const { starts, nodes } = plan.sources;
    const start = starts[index] ?? 0;
    let count = 0;
    for (let at = (starts[index + 1] ?? 0) - 1; at >= start; at--) {
      const source = nodes[at] ?? -1;
      if (state[source] === DONE) continue;
      count++;
      if (state[source] === IDLE) this.#demanded.push({ frame, node: source });
    }
    state[index] = WAITING;
    frame.unmet[index] = count;
    if (count === 0) this.#ready.push({ frame, node: index });
  }

  /** A node of the engine's own begins to evaluate its graph. */
  enter(frame: Frame, planned: PlanNode, progress: Progress): void {
    this.observer?.started(frame, planned);
    frame.state[planned.index] = RUNNING;
    this.tell({ type: "enter", ...siteOf(frame, planned), progress });
  }

  /** True when all are decoded; else asks for it, and the node goes on when they are: it fires again, or its loop decides. */
  decoded(frame: Frame, planned: PlanNode, items: Iterable<Item>): boolean {
    const missing: Datum[] = [];
    for (const item of items) {
      if (item instanceof Datum) {
        if (item.value === undefined) missing.push(item);
      } else {
        for (const datum of item.items) if (datum.value === undefined) missing.push(datum);
      }
    }
    if (missing.length === 0) return true;
    frame.state[planned.index] = LOADING;
    this.tell({ type: "load", id: this.await(frame, planned.index), data: missing });
    return false;
  }

  /** Something outside the scheduler works for a node: its frame is kept until it answers. */
  await(frame: Frame, node: number): NodeId {
    this.#awaited.set(frame.id, frame);
    return { frame: frame.id, node };
  }

  #awaitedNode(id: NodeId, ...states: readonly number[]): { frame: Frame; planned: PlanNode } {
    const frame = this.#awaited.get(id.frame);
    const state = frame?.state[id.node];
    if (frame !== undefined && state !== undefined && states.includes(state))
      return { frame, planned: plannedNode(frame, id.node) };
    throw new TierkreisError("TKR_BUG", `Node ${String(id.node)} got an event in state ${String(state)}.`, {
      node: id.node,
    });
  }

  #fail(error: unknown): void {
    if (!(error instanceof Error)) throw error;
    this.#demanded.length = 0;
    this.#ready.length = 0;
    this.#maps.length = 0;
    if (!this.#failed) this.tell({ type: "fail", error });
    this.#failed = true;
  }
}

/** A node that has its turn. */
interface Turn {
  readonly frame: Frame;
  readonly node: number;
}

function plannedNode(frame: Frame, index: number): PlanNode {
  const planned = frame.plan.nodes[index];
  if (planned === undefined)
    throw new TierkreisError("TKR_BUG", `There is no node ${String(index)}.`, { node: index });
  return planned;
}
