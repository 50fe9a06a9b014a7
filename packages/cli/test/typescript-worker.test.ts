import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../../scripts/lib/root.ts";
import { project, tkr } from "./support/tkr.ts";

const registry = ["--registry", join(root, "example_workers")];

/** `text_worker.distance`, in a thread, and the first of `text_worker.frequencies`. */
const graph = {
  nodes: [
    { type: "const", value: "to be or not to be" },
    { type: "const", value: "to see or not to see" },
    { type: "function", function_name: "text_worker.distance", inputs: { a: [0, "value"], b: [1, "value"] } },
    { type: "function", function_name: "text_worker.frequencies", inputs: { text: [0, "value"] } },
    { type: "output", inputs: { far: [2, "value"], words: [3, "value"] } },
  ],
  graph_output_idx: 4,
};

it("runs the functions of a worker's main.ts, and keeps their log", async () => {
  const cwd = project({}, graph);
  const { exitCode, stdout, stderr } = await tkr(
    ["run", "-f", "graph.json", "--run-id", "5", "-o", ...registry],
    { cwd },
  );
  expect(stderr).not.toContain("Warning");
  expect([exitCode, JSON.parse(stdout)]).toEqual([
    0,
    {
      far: 4,
      words: [
        { word: "be", count: 2 },
        { word: "to", count: 2 },
        { word: "not", count: 1 },
        { word: "or", count: 1 },
      ],
    },
  ]);
  const run = join(cwd, "checkpoints", "00000000-0000-0000-0000-000000000005");
  expect(readFileSync(join(run, "-.N3", "logs"), "utf8")).toBe("4 different words\n");
});

it("says where a main.ts is wrong, and starts nothing", async () => {
  const cwd = project({ "workers/text_worker/main.ts": "\nconst a = ;\n" }, graph);
  const { exitCode, stderr } = await tkr(["run", "-f", "graph.json", "--registry", "workers"], { cwd });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/workers\/text_worker\/main\.ts:2: Expression expected\n {2}2 \| const a = ;/);
});
