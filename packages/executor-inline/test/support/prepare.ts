import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  decodeValue,
  encodeValue,
  fromValue,
  toValue,
  type TaskContext,
  type TaskDefinition,
  type Value,
} from "@tierkreis/core";
import { temporaryFolder, writeTree } from "../../../../scripts/testing/prepare-task.ts";

export interface PrepareOptions {
  /** Ports of the graph, where they are not those of the task. */
  readonly outputs?: readonly string[];
  /** Whether the graph declares the types, as one of ours does. */
  readonly declared?: boolean;
  readonly run?: string;
}

/** A call and a context for `InlineExecutor.run`, and what the test reads afterwards. Values go through their stored form. */
export function prepare(
  task: TaskDefinition,
  inputs: Readonly<Record<string, unknown>> = {},
  { outputs = Object.keys(task.declared().outputs), declared = true, run = "run" }: PrepareOptions = {},
) {
  const controller = new AbortController();
  const { inputs: inputPorts, outputs: outputPorts } = task.declared();
  const stored = new Map(
    Object.entries(inputs).map(([port, value]) => {
      const schema = inputPorts[port]?.schema;
      return [port, encodeValue(toValue(value, schema), schema)];
    }),
  );
  const written = new Map<string, Uint8Array>();
  const log: string[] = [];
  const types = (ports: typeof outputPorts) =>
    declared ? Object.fromEntries(Object.entries(ports).map(([port, { schema }]) => [port, schema])) : {};
  const call = {
    worker: task.worker,
    task: task.task,
    inputs: Object.keys(inputs),
    outputs,
    types: { inputs: types(inputPorts), outputs: types(outputPorts) },
  };
  const context: TaskContext = {
    run,
    location: "-.N3",
    attempt: 1,
    signal: controller.signal,
    log: (text) => void log.push(text),
    input: (port) => {
      const bytes = stored.get(port)!;
      return { bytes: async () => bytes, value: async () => decodeValue(bytes, inputPorts[port]?.schema) };
    },
    output: (port) => ({
      setValue: (value: Value) => void written.set(port, encodeValue(value, outputPorts[port]?.schema)),
      setBytes: (bytes) => void written.set(port, bytes),
    }),
    workspace: () => Promise.reject(new Error("Functions need no files.")),
    saveHandle: () => Promise.reject(new Error("Functions are not taken over.")),
  };
  return {
    call,
    context,
    site: { ...call, location: "-.N3" },
    stored,
    abort: () => controller.abort(),
    log: () => log.join(""),
    /** An output as its reader sees it. */
    output: (port: string) => {
      const schema = outputPorts[port]?.schema;
      return fromValue(decodeValue(written.get(port)!, schema), schema);
    },
    outputs: () =>
      Object.fromEntries([...written].map(([port, bytes]) => [port, new TextDecoder().decode(bytes)])),
  };
}

/** A registry whose workers can import our packages. */
export function registryOf(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  const packages = join(import.meta.dirname, "..", "..", "..");
  const modules = {
    "@tierkreis/core": join(packages, "core"),
    "@tierkreis/executor-inline": join(packages, "executor-inline"),
    zod: join(packages, "executor-inline", "node_modules", "zod"),
  };
  for (const [name, target] of Object.entries(modules)) {
    const link = join(root, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link);
  }
  writeTree({ "package.json": `{ "type": "module" }` }, { at: root });
  return writeTree(files, { at: join(root, "workers") });
}
