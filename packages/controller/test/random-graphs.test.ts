import { toGraph } from "@tierkreis/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { interpret } from "../../../scripts/testing/graphs/interpret.ts";
import { randomGraphs } from "../../../scripts/testing/graphs/random-graphs.ts";
import { drive } from "./support/drive.ts";

it("agrees with the interpreter on every graph, in every order of events, and starts what is needed and nothing else", () => {
  fc.assert(
    fc.property(randomGraphs, fc.infiniteStream(fc.nat(1000)), fc.boolean(), (document, order, undecoded) => {
      const graph = toGraph(document);
      const inputs = { a: 5, b: 2 };
      const expected = interpret(graph, inputs);
      const pick = (count: number) => (order.next().value ?? 0) % Math.max(count, 1);
      const engine = drive(graph, { inputs, pick, undecoded, mapWindow: 2 });
      expect(engine.outputs).toEqual(expected.outputs);
      expect(engine.started.toSorted()).toEqual([...expected.needed].toSorted());
    }),
    { numRuns: 2000 },
  );
}, 120_000);
