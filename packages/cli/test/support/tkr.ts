import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringifyGraph, toGraph } from "@tierkreis/core";
import { execa } from "execa";
import { vi } from "vitest";
import { temporaryFolder, writeTree } from "../../../../scripts/testing/prepare-task.ts";

// Programs are started, on machines that do other things too.
vi.setConfig({ testTimeout: 60_000 });

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
const node = ["--conditions=@tierkreis/source", main] as const;

export interface TkrOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** In a process group of its own, as a shell starts it in a terminal. */
  readonly detached?: boolean;
}

/** Starts the real `tkr` in a folder; its checkpoints go there too. Never rejects: look at `exitCode`. */
export function tkr(args: readonly string[], { cwd, env = {}, detached = false }: TkrOptions) {
  return execa(process.execPath, [...node, ...args], {
    cwd,
    env: { TKR_DIR: join(cwd, "checkpoints"), ...env },
    reject: false,
    stdin: "ignore",
    detached,
    cleanup: true,
    stripFinalNewline: false,
    timeout: 60_000,
  });
}

/** A folder, hard to quote, with these files and `graph.json`. */
export function project(files: Readonly<Record<string, string>> = {}, graph: unknown = greeting): string {
  const folder = temporaryFolder();
  return writeTree(
    { "workers/hello/main.sh": hello, ...files, "graph.json": documentOf(graph) },
    { at: folder },
  );
}

/** Puts a `tkr` into the folder, for shell lines. Gives the folder for `PATH`. */
export function binFolder(folder: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const words = [process.execPath, ...node].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  writeFileSync(join(bin, "tkr"), `#!/bin/sh\nexec ${words} "$@"\n`);
  chmodSync(join(bin, "tkr"), 0o755);
  return bin;
}

/** `hello.greet`: writes `"hello <name>"`. */
const hello = `printf '"hello %s"' "$(tr -d '"' < "$input_name_file")" > "$output_value_file"\n`;

const text = { type: "string" } as const;

/** One task, one input `name`, one output `value`. */
export const greeting = {
  nodes: [
    { type: "input", name: "name" },
    { type: "function", function_name: "hello.greet", inputs: { name: [0, "name"] } },
    { type: "output", inputs: { value: [1, "value"] } },
  ],
  graph_output_idx: 2,
  types: [text],
  interface: { inputs: { name: { type: 0 } }, outputs: { value: { type: 0 } } },
};

/** One task without inputs, of any worker, with any output ports. */
export function taskAlone(functionName: string, outputs: readonly string[] = ["value"]) {
  return {
    nodes: [
      { type: "function", function_name: functionName },
      { type: "output", inputs: Object.fromEntries(outputs.map((port) => [port, [0, port]])) },
    ],
    graph_output_idx: 1,
  };
}

/** Inputs of these types, given out again. */
export function passOn(types: Readonly<Record<string, object>>) {
  const ports = Object.keys(types);
  const declared = Object.fromEntries(ports.map((port, index) => [port, { type: index }]));
  return {
    nodes: [
      ...ports.map((name) => ({ type: "input", name })),
      { type: "output", inputs: Object.fromEntries(ports.map((port, index) => [port, [index, port]])) },
    ],
    graph_output_idx: ports.length,
    types: Object.values(types),
    interface: { inputs: declared, outputs: declared },
  };
}

function documentOf(graph: unknown): string {
  if (typeof graph === "string") return graph;
  try {
    return stringifyGraph(toGraph(graph));
  } catch {
    return JSON.stringify(graph);
  }
}
