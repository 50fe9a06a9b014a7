import fc from "fast-check";
import type { Document } from "./documents.ts";
import { GraphMaker, PARTIAL, type GraphStep } from "./graph-maker.ts";

const tied = fc.letrec<{ steps: GraphStep[]; step: GraphStep }>((tie) => ({
  steps: fc.array(tie("step"), { maxLength: 8, depthIdentifier: "graph" }),
  step: fc.record({
    kind: fc.nat(PARTIAL - 1),
    picks: fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }),
    inner: fc.oneof({ depthIdentifier: "graph", maxDepth: 2 }, fc.constant([]), tie("steps")) as fc.Arbitrary<
      GraphStep[]
    >,
  }),
}));

/** Graphs of all node kinds with inputs `a` and `b` and the output `value`, as documents; they shrink. */
export const randomGraphs: fc.Arbitrary<Document> = tied.steps.map((steps) => GraphMaker.body(steps));
