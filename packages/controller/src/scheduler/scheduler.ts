import { TierkreisError } from "@tierkreis/core";
import type { Plan, PlanNode } from "./plan.ts";

/** Values by port. A port without a value is not there. */
export type Ports<V> = ReadonlyMap<string, V>;

/** A node of one evaluation. Frame 0 is the root evaluation. */
export interface NodeId {
  readonly frame: number;
  readonly node: number;
}

/** What happened. */
export type SchedulerEvent<V> =
  /** The run begins: the output node asks for its inputs. */
  | { readonly type: "begin" }
  /** A task's outcome is there, recorded earlier or just now. */
  | { readonly type: "done"; readonly id: NodeId; readonly outputs: Ports<V> }
  /** Asked to look for a recorded outcome: there is none that counts. */
  | { readonly type: "notRecorded"; readonly id: NodeId };

/** What is to be done now. */
export type SchedulerCommand<V> =
  /** Find the recorded outcome of a task, if there is one; only asked for in a run that goes on. */
  | { readonly type: "lookUp"; readonly id: NodeId; readonly planned: PlanNode }
  /** All inputs of a task are there: start it. */
  | { readonly type: "start"; readonly id: NodeId; readonly planned: PlanNode; readonly inputs: Ports<V> }
  /** The graph's outputs are there. Nothing follows. */
  | { readonly type: "finish"; readonly outputs: Ports<V> };

export interface SchedulerOptions<V> {
  /** The values of the graph's inputs. */
  readonly inputs: Ports<V>;
  /** The value of a const node. */
  readonly constant: (id: NodeId, planned: PlanNode) => V;
  /** Look for recorded outcomes before asking for a task's inputs: the run goes on from an earlier one. */
  readonly resume: boolean;
}

/** Nobody asked for it · its record is looked for · its inputs are awaited · it runs · its outputs are there. */
const IDLE = 0;
const LOOKING = 1;
const WAITING = 2;
const RUNNING = 3;
const DONE = 4;

interface Frame<V> {
  readonly plan: Plan;
  readonly inputs: Ports<V>;
  readonly state: Uint8Array;
  /** Per waiting node, how many of its sources are not done. */
  readonly unmet: Int32Array;
  readonly outputs: (Ports<V> | undefined)[];
}

/**
 * The pure half of the controller: events in, commands out; no I/O, no clock, no randomness. Only what the output node needs
 * is ever asked for. Each node is evaluated once; an event costs its consumers and nothing else, and no depth is recursed into.
 */
export class Scheduler<V> {
  readonly #options: SchedulerOptions<V>;
  readonly #root: Frame<V>;

  constructor(plan: Plan, options: SchedulerOptions<V>) {
    this.#options = options;
    const count = plan.nodes.length;
    this.#root = {
      plan,
      inputs: options.inputs,
      state: new Uint8Array(count),
      unmet: new Int32Array(count),
      outputs: new Array<Ports<V> | undefined>(count),
    };
  }

  /** Takes what happened and says what is to be done now, in an order that any executor may follow. */
  step(event: SchedulerEvent<V>): readonly SchedulerCommand<V>[] {
    const work = new Work(this.#root, this.#options);
    switch (event.type) {
      case "begin":
        work.demand(this.#root.plan.output);
        break;
      case "done":
        this.#expect(event.id, LOOKING, RUNNING);
        work.finish(event.id.node, event.outputs);
        break;
      case "notRecorded":
        this.#expect(event.id, LOOKING, LOOKING);
        work.awaitSources(event.id.node);
        break;
    }
    return work.run();
  }

  #expect(id: NodeId, ...states: readonly number[]): void {
    const state = this.#root.state[id.node];
    if (state !== undefined && states.includes(state)) return;
    throw new TierkreisError("TKR_BUG", `Node ${String(id.node)} got an event in state ${String(state)}.`, {
      node: id.node,
    });
  }
}

/** The work that one event causes: two worklists instead of recursion. */
class Work<V> {
  readonly #frame: Frame<V>;
  readonly #options: SchedulerOptions<V>;
  readonly #commands: SchedulerCommand<V>[] = [];
  readonly #demanded: number[] = [];
  readonly #ready: number[] = [];

  constructor(frame: Frame<V>, options: SchedulerOptions<V>) {
    this.#frame = frame;
    this.#options = options;
  }

  run(): readonly SchedulerCommand<V>[] {
    for (;;) {
      const demanded = this.#demanded.pop();
      if (demanded !== undefined) {
        this.#open(demanded);
        continue;
      }
      const ready = this.#ready.pop();
      if (ready === undefined) return this.#commands;
      this.#fire(ready);
    }
  }

  /** Somebody needs this node's outputs. */
  demand(node: number): void {
    this.#demanded.push(node);
  }

  /** The node can go on when its sources are done. */
  awaitSources(index: number): void {
    const { state, unmet, plan } = this.#frame;
    let count = 0;
    for (const source of plan.nodes[index]?.sources ?? []) {
      if (state[source] === DONE) continue;
      count++;
      if (state[source] === IDLE) this.demand(source);
    }
    state[index] = WAITING;
    unmet[index] = count;
    if (count === 0) this.#ready.push(index);
  }

  /** The node's outputs are there. */
  finish(index: number, outputs: Ports<V>): void {
    const { state, unmet, plan } = this.#frame;
    state[index] = DONE;
    this.#frame.outputs[index] = outputs;
    for (const consumer of plan.nodes[index]?.consumers ?? []) {
      if (state[consumer] !== WAITING) continue;
      const left = (unmet[consumer] ?? 0) - 1;
      unmet[consumer] = left;
      if (left === 0) this.#ready.push(consumer);
    }
  }

  /** First demand for a node. */
  #open(index: number): void {
    const planned = this.#planned(index);
    if (this.#frame.state[index] !== IDLE) return;
    const id = { frame: 0, node: index };
    const { node } = planned;
    switch (node.type) {
      case "const":
        this.finish(index, new Map([["value", this.#options.constant(id, planned)]]));
        return;
      case "input": {
        const value = this.#frame.inputs.get(node.name);
        this.finish(index, value === undefined ? new Map<string, V>() : new Map([[node.name, value]]));
        return;
      }
      case "function":
        if (this.#options.resume) {
          this.#frame.state[index] = LOOKING;
          this.#commands.push({ type: "lookUp", id, planned });
          return;
        }
        this.awaitSources(index);
        return;
      case "output":
        this.awaitSources(index);
        return;
      default:
        throw unsupported(index, node.type);
    }
  }

  /** All sources of a node are done. */
  #fire(index: number): void {
    const planned = this.#planned(index);
    const inputs = new Map<string, V>();
    for (const { input, source, port } of planned.wires) {
      const value = source === -1 ? this.#frame.inputs.get(port) : this.#frame.outputs[source]?.get(port);
      if (value !== undefined) inputs.set(input, value);
    }
    this.#frame.state[index] = RUNNING;
    if (planned.node.type === "output") {
      this.finish(index, inputs);
      this.#commands.push({ type: "finish", outputs: inputs });
    } else {
      this.#commands.push({ type: "start", id: { frame: 0, node: index }, planned, inputs });
    }
  }

  #planned(index: number): PlanNode {
    const planned = this.#frame.plan.nodes[index];
    if (planned === undefined)
      throw new TierkreisError("TKR_BUG", `There is no node ${String(index)}.`, { node: index });
    return planned;
  }
}

function unsupported(node: number, type: string): TierkreisError {
  return new TierkreisError(
    "TKR_GRAPH_INVALID",
    `Node ${String(node)} is of type ${type}, which this version does not run. It runs input, const, function and output nodes.`,
    { node },
  );
}
