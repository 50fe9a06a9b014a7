import { builtinsExecutor } from "@tierkreis/builtins";
import { toGraph } from "@tierkreis/core";
import { expect, it } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "../../../scripts/testing/prepare-task.ts";
import { FileStorage, GraphBuilder, runGraph } from "../src/index.ts";

const options = () => ({
  storage: new FileStorage({ directory: temporaryFolder() }),
  executor: builtinsExecutor(),
});

/** Evaluates a graph of the one input `x`, which it gives, with an input `more` beside it. */
function documentWith(more: object) {
  const body = {
    nodes: [
      { type: "input", name: "x" },
      { type: "output", inputs: { value: [0, "x"] } },
    ],
    graph_output_idx: 1,
  };
  const nodes = [
    { type: "const", value: body },
    { type: "const", value: 5 },
    { type: "const", value: [] },
    more,
    { type: "eval", graph: [0, "value"], inputs: { x: [1, "value"], more: [3, "value"] } },
    { type: "output", inputs: { value: [4, "value"] } },
  ];
  return toGraph({ nodes, graph_output_idx: 5 });
}

it("takes an input of a document's eval that the graph does not have, as Python does", async () => {
  expect(await runGraph(documentWith({ type: "const", value: 7 }), {}, options())).toBe(5);
});

it("computes the value of such an input all the same", async () => {
  const head = { type: "function", function_name: "builtins.sum_list", inputs: { values: [1, "value"] } };
  await expect(runGraph(documentWith(head), {}, options())).rejects.toMatchObject({
    code: "TKR_TASK_FAILED",
    details: { location: "-.N3" },
  });
});

it("refuses such an input in the builder", () => {
  const same = new GraphBuilder({ inputs: { x: z.int() }, outputs: z.int() });
  same.outputs(same.inputs.x);
  const g = new GraphBuilder({ outputs: z.int() });
  expect(() => g.eval(same, { x: 1, more: 2 } as never)).toThrow('no port "more"');
});
