import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Workspace } from "@tierkreis/core";
import { namedOutputs, withRun, withWorkspace, type Broken, type BrokenExecutors } from "./broken.ts";

/** The log goes to another file, of which `keep` gives what is added to the true one. */
const withLog = (keep: (text: string) => string): Broken =>
  withWorkspace(
    "log",
    ({ dir }) => ({ log: join(dir, "other-log") }),
    ({ log }, other) =>
      appendFileSync(log, keep(existsSync(other.log) ? readFileSync(other.log, "utf8") : "")),
  );

/** The outputs go to another folder. */
const otherOutputs = ({ dir, outputs }: Workspace): Partial<Workspace> => {
  const outputDir = join(dir, "other-outputs");
  mkdirSync(outputDir);
  return {
    outputDir,
    outputs: Object.fromEntries(Object.keys(outputs).map((port) => [port, join(outputDir, port)])),
  };
};

const bringOutputs = (workspace: Workspace, other: Workspace): void => {
  for (const [port, file] of Object.entries(other.outputs)) {
    const target = workspace.outputs[port];
    if (target !== undefined && existsSync(file)) renameSync(file, target);
  }
};

/** What is done to the task's files. */
export const brokenFiles: BrokenExecutors = {
  "gives every output the first input": withWorkspace("success", ({ inputs }) => {
    const [first = ""] = Object.values(inputs);
    return { inputs: Object.fromEntries(Object.keys(inputs).map((port) => [port, first])) };
  }),
  "knows no numbered outputs": withWorkspace("success", ({ scratch }) => ({ outputDir: scratch })),
  "makes up an output that a task did not write": withRun("failure", (run) => async (call, context) => {
    const end = await run(call, context);
    const { outputs } = await context.workspace();
    for (const file of Object.values(outputs)) if (!existsSync(file)) writeFileSync(file, "null");
    return end;
  }),
  "settles as soon as there is an output": withRun("outputs", (run) => async (call, context) => {
    const { outputs } = await context.workspace();
    const written = async () => {
      while (!namedOutputs(call).every((port) => existsSync(outputs[port] ?? ""))) await sleep(5);
      return { status: "ok" } as const;
    };
    return Promise.race([run(call, context), written()]);
  }),
  "brings the outputs after it has settled": withWorkspace("outputs", otherOutputs, (workspace, other) => {
    setTimeout(() => bringOutputs(workspace, other), 50);
  }),
  "writes an output once more after it has settled": withWorkspace(
    "outputs",
    () => ({}),
    ({ outputs }) => {
      const touch = (file: string) => existsSync(file) && utimesSync(file, 1, 1);
      setTimeout(() => Object.values(outputs).forEach(touch), 50);
    },
  ),
  "logs after it has settled": withRun("outputs", (run) => async (call, context) => {
    const end = await run(call, context);
    setTimeout(() => context.log("done"), 50);
    return end;
  }),
  "adds to an input": withWorkspace(
    "inputs",
    () => ({}),
    ({ inputs }) => Object.values(inputs).forEach((file) => appendFileSync(file, "\n")),
  ),
  "moves an input away": withWorkspace(
    "inputs",
    () => ({}),
    ({ inputs, dir }) => Object.entries(inputs).forEach(([port, file]) => renameSync(file, join(dir, port))),
  ),
  "runs tasks in the folder of the controller": withWorkspace("folders", () => ({ scratch: process.cwd() })),
  "drops standard error": withLog((text) => text.replaceAll(/^(?:err|probe|end).*\n?/gm, "")),
  "drops standard output": withLog((text) => text.replaceAll(/^out.*\n/gm, "")),
  "drops a last line that is not ended": withLog((text) => text.slice(0, text.lastIndexOf("\n") + 1)),
  "keeps the last megabyte of a log": withLog((text) => text.slice(-1_000_000)),
  "mixes the lines of a log": withLog((text) => text.split("\n").reverse().join("\n")),
  "writes the log anew": withRun("log", (run) => async (call, context) => {
    writeFileSync((await context.workspace()).log, "");
    return run(call, context);
  }),
  "keeps the outputs of all tasks in one file": {
    group: "concurrency",
    make: (registry) => {
      const shared = join(registry, "shared-output");
      const { make } = withWorkspace(
        "concurrency",
        ({ outputs }) => ({
          outputs: Object.fromEntries(Object.keys(outputs).map((port) => [port, shared])),
        }),
        ({ outputs }) => {
          for (const file of Object.values(outputs)) writeFileSync(file, readFileSync(shared));
        },
      );
      return make(registry);
    },
  },
};
