import {
  decodeValue,
  ROOT,
  RunKeys,
  stringifyJson,
  valueToJson,
  type Graph,
  type Storage,
  type Value,
} from "@tierkreis/core";
import { toStdout } from "../terminal/others-output.ts";
import { plainLine } from "../terminal/width.ts";
import { declaredType } from "./declared-type.ts";

/** A preview is no longer than that, on however wide a terminal. */
const PREVIEW = 200;

/** Outputs by port, as they are stored: nothing is lost on the way through JavaScript's numbers. */
export type StoredOutputs = ReadonlyMap<string, Value>;

/** The outputs of a run that is done. */
export async function readStoredOutputs(from: {
  readonly graph: Graph;
  readonly storage: Storage;
  readonly run: string;
}): Promise<StoredOutputs> {
  const { graph, storage, run } = from;
  const keys = new RunKeys(run);
  const output = graph.nodes[graph.graph_output_idx ?? -1];
  const outputs = new Map<string, Value>();
  for (const port of Object.keys(output?.inputs ?? {})) {
    const bytes = await storage.read(keys.output(ROOT, port));
    outputs.set(port, decodeValue(bytes, declaredType(graph, "outputs", port)));
  }
  return outputs;
}

/** The outputs as one JSON document on a line: the value itself for a graph whose only output is `value`, else an object. */
export function printOutputs(outputs: StoredOutputs): void {
  toStdout(`${stringifyJson(valueToJson(alone(outputs) ?? outputs))}\n`);
}

/** A short line for each output, no wider than `width`. */
export function previewOutputs(outputs: StoredOutputs, width: number): readonly string[] {
  return [...outputs].map(([port, value]) =>
    plainLine(`${port}: ${preview(value)}`, Math.min(width, PREVIEW)),
  );
}

function alone(outputs: StoredOutputs): Value | undefined {
  return outputs.size === 1 ? outputs.get("value") : undefined;
}

function preview(value: Value): string {
  return value instanceof Uint8Array ? `${String(value.length)} bytes` : stringifyJson(valueToJson(value));
}
