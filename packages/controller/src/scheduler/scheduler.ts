import { jsonToValue, TierkreisError, type GraphNode, type Location, type Value } from "@tierkreis/core";
import { Datum, Group, pick, spreadGroups, type Item, type Ports } from "./datum.ts";
import { notBoolean, wrongValue } from "./faults.ts";
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
import { LoopRun } from "./loop-run.ts";
import { MapRun } from "./map-run.ts";
import { Place } from "./place.ts";
import { ALL, TRUE_BRANCH, type Plan, type PlanNode, type PureTasks, type Wire } from "./plan.ts";
import { planOfConstant, planOfValue } from "./plan-of-value.ts";
import { Target } from "./target.ts";
import type { NodeId, SchedulerCommand, SchedulerEvent, TaskSite } from "./protocol.ts";

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
}

/**
 * The pure half of the controller: events in, commands out; no I/O, no clock, no randomness. Only what the output node needs
 * is ever asked for. Each node of each evaluation is worked on once; an event costs its consumers and nothing else; no depth
 * is recursed into; an evaluation that has ended leaves its outputs and nothing more.
 */
export class Scheduler implements FrameOwner {
  readonly #options: SchedulerOptions;
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
    return new Frame(this.#frames++, plan, where);
  }

  /** Asks for a frame's outputs. */
  demandFrame(frame: Frame): void {
    this.#demanded.push({ frame, node: this.#target?.nodeIn(frame.place) ?? frame.plan.output });
  }

  /** The only element of a map that is asked for, when it is not all of them. */
  elementOf(map: Place): number | undefined {
    return this.#target?.elementOf(map);
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
    if (this.#target?.isAt(frame.place, planned.index) === true)
      this.tell({ type: "finish", outputs: spreadGroups(outputs) });
    for (const { port, slot } of planned.outputs) frame.slots[slot] = pick(outputs, port);
    const { state, unmet } = frame;
    state[planned.index] = DONE;
    for (const { node, role } of planned.consumers) {
      const at = state[node];
      if (role === ALL) {
        if (at !== WAITING) continue;
        const left = (unmet[node] ?? 0) - 1;
        unmet[node] = left;
        if (left === 0) this.#ready.push({ frame, node });
      } else if (at === (role === TRUE_BRANCH ? WAITING_TRUE : WAITING_FALSE)) {
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
        this.#fire(frame, planned);
        break;
      }
      case "loaded": {
        const { frame, planned } = this.#awaitedNode(event.id, LOADING);
        const loop = frame.loops?.get(planned.index);
        if (loop === undefined) this.#fire(frame, planned);
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
        this.#fire(ready.frame, plannedNode(ready.frame, ready.node));
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
      this.tell({ type: "lookUp", id: this.#await(frame, index), ...siteOf(frame, planned) });
      return;
    }
    this.#awaitSources(frame, planned);
  }

  /** The node can go on when its sources are done. */
  #awaitSources(frame: Frame, { index, sources }: PlanNode): void {
    const { state } = frame;
    let count = 0;
    for (let at = sources.length - 1; at >= 0; at--) {
      const source = sources[at] ?? -1;
      if (state[source] === DONE) continue;
      count++;
      if (state[source] === IDLE) this.#demanded.push({ frame, node: source });
    }
    state[index] = WAITING;
    frame.unmet[index] = count;
    if (count === 0) this.#ready.push({ frame, node: index });
  }

  /** All that a node waited for is there. */
  #fire(frame: Frame, planned: PlanNode): void {
    const { node, index } = planned;
    if (planned.breakpoint && this.#options.breakpoints === true && frame.state[index] !== LOADING) {
      if (frame.state[index] !== PAUSED) {
        frame.state[index] = PAUSED;
        this.tell({ type: "breakpoint", id: this.#await(frame, index), ...siteOf(frame, planned) });
        return;
      }
      frame.state[index] = WAITING;
    }
    switch (node.type) {
      case "function":
        this.#fireTask(frame, planned);
        return;
      case "output": {
        const outputs = frame.gather(planned);
        frame.state[index] = DONE;
        this.#awaited.delete(frame.id);
        const wanted =
          this.#target?.isAt(frame.place) === true || this.#target?.isAt(frame.place, index) === true;
        if (wanted) this.tell({ type: "finish", outputs: spreadGroups(outputs) });
        else frame.owner.receive(frame, outputs);
        return;
      }
      case "eval":
        this.#fireEval(frame, planned);
        return;
      case "loop":
        this.#withPlan(frame, planned, (body) => {
          new LoopRun(this, { frame, planned, body }).start();
        });
        return;
      case "map":
        this.#withPlan(frame, planned, (body) => {
          new MapRun(this, { frame, planned, body }, this.#options.mapWindow).start();
        });
        return;
      case "ifelse":
        this.#fireIf(frame, planned);
        return;
      case "eifelse": {
        const chosen = this.#choose(frame, planned);
        if (chosen !== undefined) this.#completeValue(frame, planned, chosen);
        return;
      }
      case "input":
      case "const":
        throw new TierkreisError("TKR_BUG", `Node ${String(index)} is never waited for.`, { node: index });
    }
  }

  #fireTask(frame: Frame, planned: PlanNode): void {
    const inputs = frame.gather(planned);
    const { pure } = planned;
    if (pure === undefined) {
      frame.state[planned.index] = RUNNING;
      const id = this.#await(frame, planned.index);
      this.tell({ type: "start", id, ...siteOf(frame, planned), inputs: spreadGroups(inputs) });
      return;
    }
    if (!this.decoded(frame, planned, inputs.values())) return;
    let outputs: Readonly<Record<string, Value>>;
    try {
      outputs = pure(valuesOf(inputs));
    } catch (error) {
      throw wrongValue(frame, planned, error);
    }
    this.complete(frame, planned, itemsOf(frame, planned, outputs));
  }

  #fireEval(frame: Frame, planned: PlanNode): void {
    this.#withPlan(frame, planned, (body) => {
      const owner: FrameOwner = {
        receive: (_, outputs) => {
          this.complete(frame, planned, outputs);
        },
      };
      const place = new Place(frame.place, "N", planned.index);
      const child = this.open(body, { place, depth: frame.depth + 1, owner });
      child.giveSelf(frame, planned);
      for (const [port, item] of frame.gather(planned)) child.give(port, item);
      this.running(frame, planned);
      this.demandFrame(child);
    });
  }

  /** Goes on with the plan of the graph that a node evaluates, once that is decoded. */
  #withPlan(frame: Frame, planned: PlanNode, goOn: (plan: Plan) => void): void {
    const wire = planned.special["graph"] ?? planned.special["body"];
    const { pure } = this.#options;
    let plan: Plan;
    try {
      if (wire !== undefined && "constant" in wire) {
        plan = planOfConstant(wire.constant, pure);
      } else {
        const graph = wire === undefined ? undefined : frame.read(wire);
        if (graph !== undefined && !this.decoded(frame, planned, [graph])) return;
        plan = planOfValue(graph instanceof Datum ? graph.value : undefined, pure);
      }
    } catch (error) {
      throw wrongValue(frame, planned, error);
    }
    goOn(plan);
  }

  #fireIf(frame: Frame, planned: PlanNode): void {
    const { state } = frame;
    const { index } = planned;
    const at = state[index];
    if (at === WAITING_TRUE || at === WAITING_FALSE) {
      const wire = planned.special[at === WAITING_TRUE ? "if_true" : "if_false"];
      if (wire !== undefined) this.#completeValue(frame, planned, wire);
      return;
    }
    const chosen = this.#choose(frame, planned);
    if (chosen === undefined) return;
    const isTrue = chosen.input === "if_true";
    const branch = isTrue ? planned.branches.yes : planned.branches.no;
    if (branch === undefined || state[branch] === DONE) {
      this.#completeValue(frame, planned, chosen);
      return;
    }
    state[index] = isTrue ? WAITING_TRUE : WAITING_FALSE;
    if (state[branch] === IDLE) this.#demanded.push({ frame, node: branch });
  }

  /** The wire that the predicate chooses; `undefined` while it is being decoded. */
  #choose(frame: Frame, planned: PlanNode): Wire | undefined {
    const { pred, if_true: yes, if_false: no } = planned.special;
    const item = pred === undefined ? undefined : frame.read(pred);
    if (item !== undefined && !this.decoded(frame, planned, [item])) return undefined;
    const value = item instanceof Datum ? item.value : undefined;
    if (value === true) return yes;
    if (value === false) return no;
    throw wrongValue(frame, planned, notBoolean("its predicate", value));
  }

  #completeValue(frame: Frame, planned: PlanNode, wire: Wire): void {
    const item = frame.read(wire);
    this.complete(frame, planned, item === undefined ? new Map<string, Item>() : new Map([["value", item]]));
  }

  /** A node of the engine's own has opened an evaluation. */
  running(frame: Frame, planned: PlanNode): void {
    frame.state[planned.index] = RUNNING;
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
    this.tell({ type: "load", id: this.#await(frame, planned.index), data: missing });
    return false;
  }

  #await(frame: Frame, node: number): NodeId {
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

/** The outputs of a const or an input, which nothing has to compute. */
function given(frame: Frame, node: GraphNode, index: number): Ports {
  if (node.type === "const") {
    const spot = { place: frame.place, node: index, port: "value" };
    return new Map([["value", new Datum(spot, jsonToValue(node.value))]]);
  }
  const slot = node.type === "input" ? frame.plan.inputSlots.get(node.name) : undefined;
  const item = slot === undefined ? undefined : frame.slots[slot];
  return item === undefined || node.type !== "input" ? new Map<string, Item>() : new Map([[node.name, item]]);
}

function siteOf(frame: Frame, planned: PlanNode): TaskSite {
  return { plan: frame.plan, planned, place: frame.place };
}

function plannedNode(frame: Frame, index: number): PlanNode {
  const planned = frame.plan.nodes[index];
  if (planned === undefined)
    throw new TierkreisError("TKR_BUG", `There is no node ${String(index)}.`, { node: index });
  return planned;
}

/** Inputs as a pure task takes them: a group is a list. */
function valuesOf(inputs: Ports): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [port, item] of inputs) {
    if (item instanceof Group) values[port] = item.items.map((datum) => datum.value ?? null);
    else if (item.value !== undefined) values[port] = item.value;
  }
  return values;
}

/** A pure task's outputs: `*` is a list that becomes a group. */
function itemsOf(frame: Frame, planned: PlanNode, values: Readonly<Record<string, Value>>): Ports {
  const items = new Map<string, Item>();
  for (const port in values) {
    const value = values[port];
    if (value === undefined) continue;
    const group = port.endsWith("*") && Array.isArray(value);
    items.set(
      port,
      group
        ? Group.ofList(frame.place, planned.index, value)
        : new Datum({ place: frame.place, node: planned.index, port }, value),
    );
  }
  return items;
}
