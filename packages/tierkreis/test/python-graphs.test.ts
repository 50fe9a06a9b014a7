import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseGraph, toRunId } from "@tierkreis/core";
import { execa } from "execa";
import { expect, it, vi } from "vitest";
import { root } from "../../../scripts/lib/root.ts";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
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

/** Runs the real `tkr`, with its checkpoints below the folder. */
function tkr(cwd: string, ...words: readonly string[]) {
  const main = join(root, "packages/cli/src/main.ts");
  return execa(process.execPath, ["--conditions=@tierkreis/source", main, ...words], {
    cwd,
    env: { TKR_DIR: join(cwd, "checkpoints") },
    reject: false,
    stdin: "ignore",
  });
}

it.each(names)("runs %s of Python's by tkr run -f graph.json -i inputs.json -o", async (name) => {
  const files = ["-f", join(folder, name, "graph.json"), "-i", join(folder, name, "inputs.json")];
  const { exitCode, stderr, stdout } = await tkr(temporaryFolder(), "run", ...files, "-o");
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(read(name, "expected.json")));
});

it("goes on with a checkpoint of Python's by tkr run --run-id", async () => {
  const cwd = writeTree({
    "inputs.json": '{"start":3,"xs":[1,2,3],"tag":{"__tkr_bytes__":true,"bytes":"Y2Fmw6k="}}',
  });
  const run = join("checkpoints", toRunId(11));
  cpSync(join(import.meta.dirname, "fixtures/python-runs/interrupted"), join(cwd, run), { recursive: true });
  const files = ["-f", join(run, ".N-1/outputs/body"), "-i", "inputs.json"];
  const { exitCode, stderr, stdout } = await tkr(cwd, "run", ...files, "--run-id", "11", "-o");
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stderr).toContain("goes on with what an earlier run of this id did");
  expect(JSON.parse(stdout)).toEqual({ total: 6, ys: [1, 2, 30], tag: "café" });
});
