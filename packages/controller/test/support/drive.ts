import { GraphValue, type Graph, type Value } from "@tierkreis/core";
import { Datum } from "../../src/scheduler/datum.ts";
import { locationText } from "./location-text.ts";
import { Place } from "../../src/scheduler/place.ts";
import { makePlan } from "../../src/scheduler/plan.ts";
import type { SchedulerCommand, SchedulerEvent } from "../../src/scheduler/protocol.ts";
import { Scheduler } from "../../src/scheduler/scheduler.ts";
import { pureTask } from "../../../../scripts/testing/graphs/pure-tasks.ts";

/** What the tests' driver may be told. */
export interface DriveOptions {
  readonly inputs?: Readonly<Record<string, Value>>;
  /** Which of the things under way ends next. Default: the oldest. */
  readonly pick?: (count: number) => number;
  /** The result of a task of a program by its inputs. Default: the sum of its inputs plus one, under `value`. */
  readonly run?: (name: string, inputs: Readonly<Record<string, Value>>) => Readonly<Record<string, Value>>;
  /** Hand values out undecoded, as a storage does. */
  readonly undecoded?: boolean;
  /** Recorded outcomes by location: the run goes on from an earlier one. */
  readonly recorded?: ReadonlyMap<string, Readonly<Record<string, Value>>>;
  readonly maxDepth?: number;
  readonly mapWindow?: number;
}

/** How a run went. */
export interface Driven {
  readonly outputs: Readonly<Record<string, Value | undefined>>;
  /** Locations of the tasks that were started, in order. */
  readonly started: readonly string[];
  readonly iterations: readonly { readonly name: string; readonly location: string }[];
  /** The most tasks and look-ups that were under way at once. */
  readonly most: number;
}

/** Runs a graph with a driver of a few lines: no storage, no processes, any order of events. */
export function drive(graph: Graph, options: DriveOptions = {}): Driven {
  const { pick = () => 0, run = sumPlusOne, undecoded = false, recorded } = options;
  const inputs = new Map<string, Datum>();
  for (const [port, value] of Object.entries(options.inputs ?? {}))
    inputs.set(port, new Datum(inputSpot(port), value));
  inputs.set("body", new Datum(inputSpot("body"), new GraphValue(graph)));
  const scheduler = new Scheduler(makePlan(graph, pureTask), {
    inputs,
    resume: recorded !== undefined,
    pure: pureTask,
    maxDepth: options.maxDepth ?? 100_000,
    mapWindow: options.mapWindow ?? 1000,
  });
  const pending: SchedulerCommand[] = [];
  const started: string[] = [];
  const iterations: { name: string; location: string }[] = [];
  let most = 0;
  const dispatch = (event: SchedulerEvent) => pending.push(...scheduler.step(event));
  const datum = (values: Readonly<Record<string, Value>>) =>
    new Map(Object.entries(values).map(([port, value]) => [port, hold(port, value, undecoded)]));
  dispatch({ type: "begin" });
  for (;;) {
    most = Math.max(most, pending.filter(({ type }) => type === "start" || type === "lookUp").length);
    const [command] = pending.splice(pick(pending.length), 1);
    switch (command?.type) {
      case "finish":
        return {
          outputs: Object.fromEntries([...command.outputs].map(([port, one]) => [port, open(one)])),
          started,
          iterations,
          most,
        };
      case "fail":
        throw command.error;
      case "yield":
        dispatch({ type: "goOn" });
        break;
      case "load":
        for (const one of command.data) one.value = open(one);
        dispatch({ type: "loaded", id: command.id });
        break;
      case "breakpoint":
        dispatch({ type: "passed", id: command.id });
        break;
      case "enter":
      case "leave":
        break;
      case "iteration":
        iterations.push({ name: command.name, location: locationText(command.place) });
        break;
      case "lookUp": {
        const found = recorded?.get(locationText(command.place, command.planned.index));
        if (found === undefined) dispatch({ type: "notRecorded", id: command.id });
        else dispatch({ type: "done", id: command.id, outputs: datum(found) });
        break;
      }
      case "start": {
        const { node } = command.planned;
        started.push(locationText(command.place, command.planned.index));
        const values = Object.fromEntries(
          [...command.inputs].map(([port, one]) => [port, open(one) ?? null]),
        );
        const outputs = run(node.type === "function" ? node.function_name : "", values);
        dispatch({ type: "done", id: command.id, outputs: datum(outputs) });
        break;
      }
      case undefined:
        throw new Error("Nothing is under way, and there is no end.");
    }
  }
}

function sumPlusOne(_: string, inputs: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  const total = Object.values(inputs).reduce(
    (sum: number, one) => sum + (typeof one === "number" ? one : 0),
    1,
  );
  return { value: total % 1_000_003 };
}

function inputSpot(port: string) {
  return { place: Place.root, node: -1, port };
}

function hold(port: string, value: Value, undecoded: boolean): Datum {
  const held = new Datum(inputSpot(port), undecoded ? undefined : value);
  held.stored = { value };
  return held;
}

function open(datum: Datum): Value | undefined {
  return datum.value ?? (datum.stored as { value: Value } | undefined)?.value;
}
