import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseGraph } from "@tierkreis/core";
import { execa } from "execa";
import { expect, it, vi } from "vitest";
import { root } from "../../../scripts/lib/root.ts";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import { FileStorage, readOutputs, runGraph } from "../src/index.ts";
import { noPrograms } from "./support/executors.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Documents that Tierkreis for Python wrote, each with inputs and the answer. */
const folder = join(root, "packages/builder/test/fixtures/graphs");
const names = ["collatz_27", "embed", "fold_sum", "nested_map", "recursion_20"];

const read = (name: string, file: string) => readFileSync(join(folder, name, file), "utf8");

it.each(names)("runs %s of Python's to its answer", async (name) => {
  const graph = parseGraph(read(name, "graph.json"));
  const inputs: unknown = JSON.parse(read(name, "inputs.json"));
  const expected: unknown = JSON.parse(read(name, "expected.json"));
  const storage = new FileStorage({ directory: temporaryFolder() });
  const options = { storage, executor: noPrograms, runId: 1 };
  expect(await runGraph<unknown, unknown>(graph, inputs, options)).toEqual(expected);
  expect(await readOutputs(graph, options)).toEqual(expected);
});

it.each(names)("runs %s of Python's by tkr run -f graph.json -i inputs.json -o", async (name) => {
  const main = join(root, "packages/cli/src/main.ts");
  const files = ["-f", join(folder, name, "graph.json"), "-i", join(folder, name, "inputs.json")];
  const args = ["--conditions=@tierkreis/source", main, "run", ...files, "-o"];
  const cwd = temporaryFolder();
  const tkr = await execa(process.execPath, args, {
    cwd,
    env: { TKR_DIR: join(cwd, "checkpoints") },
    reject: false,
    stdin: "ignore",
  });
  expect({ exitCode: tkr.exitCode, stderr: tkr.stderr }).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(tkr.stdout)).toEqual(JSON.parse(read(name, "expected.json")));
});
