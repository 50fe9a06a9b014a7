import { isDeepStrictEqual } from "node:util";
import { readLoopTrace, readOutputs, startRun, type RunEvent } from "@tierkreis/controller";
import type { Executor, Storage } from "@tierkreis/core";
import { everyKind, expectedOf, expectedTrace, type Inputs } from "./graph.ts";
import { within } from "./within.ts";

export const RUN = "00000000-0000-0000-0000-0000000c4a05";

const graph = everyKind();

/** What a life of the run is made with. */
export interface Life {
  readonly storage: Storage;
  readonly executor: Executor;
  readonly inputs: Inputs;
  readonly concurrency?: number;
  readonly fresh?: boolean;
  /** Has each outcome reach the disk before it is reported. */
  readonly fsync?: boolean;
  /** Told of each task that is reported done, with its location. */
  readonly onDone?: (location: string) => void;
}

export type Outputs = Awaited<ReturnType<typeof perform>>;

/** Runs the graph, or goes on with it. Rejects as the run does, and with a `Hang` when it does not end. */
export async function perform({ inputs, concurrency = 2, onDone, ...options }: Life) {
  const started = startRun(graph, inputs, { ...options, concurrency, runId: RUN });
  const run = await within(started, "the start of the run");
  const heard = onDone === undefined ? undefined : hear(run.events, onDone);
  try {
    return await within(run.outputs, "the run");
  } finally {
    if (heard !== undefined) await within(heard, "the end of the events");
  }
}

async function hear(events: AsyncIterable<RunEvent>, onDone: (location: string) => void): Promise<void> {
  for await (const event of events) if (event.type === "taskDone") onDone(event.location);
}

/** What is wrong with the outputs, and with what others read of the finished run; `undefined` when nothing is. */
export async function wrongOutputs(outputs: Outputs, { storage, inputs }: Life): Promise<string | undefined> {
  const { where, ...values } = outputs;
  const expected = expectedOf(inputs);
  if (!isDeepStrictEqual(values, expected) || !/^-\.N\d+$/.test(where))
    return `the outputs are ${JSON.stringify(outputs)}, not ${JSON.stringify(expected)}`;
  const options = { storage, runId: RUN };
  const read = await within(readOutputs(graph, options), "reading the outputs");
  if (!isDeepStrictEqual(read, outputs)) return `readOutputs gives ${JSON.stringify(read)}`;
  return undefined;
}

/** What is wrong with the trace of the loop; `undefined` when nothing is. */
export async function wrongTrace({ storage, inputs }: Life): Promise<string | undefined> {
  const options = { storage, runId: RUN };
  const trace = await within(readLoopTrace(graph, options, "rounds", "x"), "reading the trace");
  return isDeepStrictEqual(trace, expectedTrace(inputs))
    ? undefined
    : `the trace is ${JSON.stringify(trace)}`;
}
