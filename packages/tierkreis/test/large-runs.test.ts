import { toGraph, type Executor } from "@tierkreis/core";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import { FileStorage, runGraph } from "../src/index.ts";

/** Adds one to its input; each time is recorded. */
class AddsOne implements Executor {
  readonly specVersion = 1;
  readonly name = "adder";
  ran = 0;

  async run(...[, context]: Parameters<Executor["run"]>) {
    this.ran++;
    const value = await context.input("a").value();
    context.output("value").setValue(typeof value === "number" ? value + 1 : 0);
    return { status: "ok" } as const;
  }
}

const addOne = (from: readonly [number, string]) => ({
  type: "function",
  function_name: "w.add",
  inputs: { a: from },
});

async function runTwice(graph: ReturnType<typeof toGraph>, inputs: object) {
  const executor = new AddsOne();
  const options = { storage: new FileStorage({ directory: temporaryFolder() }), executor, runId: 1 };
  const outputs = [await runGraph(graph, inputs, options), await runGraph(graph, inputs, options)];
  return { outputs, ran: executor.ran };
}

it("runs a chain of 10,000 recorded tasks on files, and none of them again", async () => {
  const nodes: object[] = [{ type: "const", value: 0 }];
  for (let at = 0; at < 10_000; at++) nodes.push(addOne([at, "value"]));
  nodes.push({ type: "output", inputs: { value: [10_000, "value"] } });
  const graph = toGraph({ nodes, graph_output_idx: 10_001 });
  expect(await runTwice(graph, {})).toEqual({ outputs: [10_000, 10_000], ran: 10_000 });
}, 120_000);

it("runs a recursion 1,000 deep with a recorded task in each step on files, and none of them again", async () => {
  const nodes = [
    { type: "input", name: "n" },
    { type: "const", value: 1 },
    { type: "function", function_name: "builtins.isubtract", inputs: { a: [0, "n"], b: [1, "value"] } },
    { type: "const", value: 0 },
    { type: "function", function_name: "builtins.igt", inputs: { a: [0, "n"], b: [3, "value"] } },
    { type: "eval", graph: [-1, "body"], inputs: { n: [2, "value"] } },
    addOne([5, "value"]),
    { type: "ifelse", pred: [4, "value"], if_true: [6, "value"], if_false: [3, "value"] },
    { type: "output", inputs: { value: [7, "value"] } },
  ];
  const graph = toGraph({ nodes, graph_output_idx: 8 });
  expect(await runTwice(graph, { n: 1000 })).toEqual({ outputs: [1000, 1000], ran: 1000 });
}, 120_000);
