import { TierkreisError, type Value } from "@tierkreis/core";
import { Datum, spreadGroups, type Item } from "./datum.ts";
import { refuseMissing } from "./missing.ts";
import { checkPorts } from "./check-ports.ts";
import { locationOf, notBoolean, wrongValue } from "./faults.ts";
import {
  DONE,
  IDLE,
  LOADING,
  PAUSED,
  RUNNING,
  WAITING,
  WAITING_FALSE,
  WAITING_TRUE,
  type Frame,
  type FrameOwner,
} from "./frame.ts";
import { itemsOf, siteOf, valuesOf } from "./items.ts";
import { LoopRun } from "./loop-run.ts";
import { MapRun } from "./map-run.ts";
import { Place } from "./place.ts";
import type { Plan, PlanNode, Wire } from "./plan.ts";
import { planOfConstant, planOfValue } from "./plan-of-value.ts";
import type { Progress } from "./protocol.ts";
import type { Scheduler, SchedulerOptions } from "./scheduler.ts";

/** What each kind of node does when all that it waited for is there. */
export class Firing {
  readonly #scheduler: Scheduler;
  readonly #options: SchedulerOptions;
  readonly #checked = new WeakMap<PlanNode, WeakSet<Plan>>();

  constructor(scheduler: Scheduler, options: SchedulerOptions) {
    this.#scheduler = scheduler;
    this.#options = options;
  }

  /** All that a node waited for is there. */
  fire(frame: Frame, planned: PlanNode): void {
    const { node, index } = planned;
    if (planned.breakpoint && this.#options.breakpoints === true && frame.state[index] !== LOADING) {
      if (frame.state[index] !== PAUSED) {
        frame.state[index] = PAUSED;
        this.#scheduler.tell({
          type: "breakpoint",
          id: this.#scheduler.await(frame, index),
          ...siteOf(frame, planned),
        });
        return;
      }
      frame.state[index] = WAITING;
    }
    switch (node.type) {
      case "function":
        this.#fireTask(frame, planned);
        return;
      case "output":
        this.#scheduler.end(frame, planned);
        return;
      case "eval":
        this.#fireEval(frame, planned);
        return;
      case "loop":
        this.#withPlan(frame, planned, (body) => {
          new LoopRun(this.#scheduler, { frame, planned, body }).start();
        });
        return;
      case "map":
        this.#withPlan(frame, planned, (body) => {
          new MapRun(this.#scheduler, { frame, planned, body }, this.#options.mapWindow).start();
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
      this.#scheduler.observer?.started(frame, planned);
      const id = this.#scheduler.await(frame, planned.index);
      this.#scheduler.tell({ type: "start", id, ...siteOf(frame, planned), inputs: spreadGroups(inputs) });
      return;
    }
    if (!this.#scheduler.decoded(frame, planned, inputs.values())) return;
    let outputs: Readonly<Record<string, Value>>;
    try {
      outputs = pure(valuesOf(inputs));
    } catch (error) {
      throw wrongValue(frame, planned, error);
    }
    this.#scheduler.complete(frame, planned, itemsOf(frame, planned, outputs));
  }

  #fireEval(frame: Frame, planned: PlanNode): void {
    this.#withPlan(frame, planned, (body) => {
      const progress: Progress = { done: 0 };
      const owner: FrameOwner = {
        receive: (_, outputs) => {
          progress.done++;
          this.#scheduler.tell({ type: "leave", progress });
          this.#scheduler.complete(frame, planned, outputs);
        },
      };
      const place = new Place(frame.place, "N", planned.index);
      const child = this.#scheduler.open(body, { place, depth: frame.depth + 1, owner });
      child.giveSelf(frame, planned);
      for (const [port, item] of frame.gather(planned)) child.give(port, item);
      this.#scheduler.enter(frame, planned, progress);
      this.#scheduler.demandFrame(child, { frame, planned });
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
        if (graph !== undefined && !this.#scheduler.decoded(frame, planned, [graph])) return;
        plan = planOfValue(graph instanceof Datum ? graph.value : undefined, pure);
        this.#checkOnce(frame, planned, plan);
      }
    } catch (error) {
      throw wrongValue(frame, planned, error);
    }
    goOn(plan);
  }

  /** A graph that only comes while the run goes on is held against its node as the others were before. */
  #checkOnce(frame: Frame, planned: PlanNode, body: Plan): void {
    const checked = this.#checked.get(planned) ?? new WeakSet<Plan>();
    if (checked.has(body)) return;
    checkPorts(planned, body, locationOf(frame, planned.index));
    this.#checked.set(planned, checked.add(body));
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
    if (state[branch] === IDLE) this.#scheduler.demandNode(frame, branch);
  }

  /** The wire that the predicate chooses; `undefined` while it is being decoded. */
  #choose(frame: Frame, planned: PlanNode): Wire | undefined {
    const { pred, if_true: yes, if_false: no } = planned.special;
    const item = pred === undefined ? undefined : frame.read(pred);
    if (item !== undefined && !this.#scheduler.decoded(frame, planned, [item])) return undefined;
    const value = item instanceof Datum ? item.value : undefined;
    if (value === true) return yes;
    if (value === false) return no;
    throw wrongValue(frame, planned, notBoolean("its predicate", value));
  }

  #completeValue(frame: Frame, planned: PlanNode, wire: Wire): void {
    const item = frame.read(wire);
    if (item === undefined) refuseMissing(frame, planned, wire);
    this.#scheduler.complete(
      frame,
      planned,
      item === undefined ? new Map<string, Item>() : new Map([["value", item]]),
    );
  }
}
