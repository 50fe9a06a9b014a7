// P5: graphs with a ceiling nowhere but in memory: they finish, in a time and a memory that grow with them.
import type { Contest, Ground } from "../frame/measure.ts";
import { heapGrowth, milliseconds } from "../frame/stopwatch.ts";
import { large, type MeasuredGraph } from "../graphs/engine-graphs.ts";
import { runInMemory } from "../graphs/run-in-memory.ts";

/** Nodes below which a run is over before its heap can be looked at. */
const SMALL = 1e5;

export function contests({ quick }: Ground): Contest[] {
  return large.flatMap(({ name, make, nodes: all }) => {
    const nodes = quick ? all / 10 : all;
    const both: Contest[] = [
      {
        rounds: quick ? 1 : 3,
        subjects: () => {
          const [whole, tenth] = [make(nodes), make(nodes / 10)];
          return { whole: () => timeANode(whole), tenth: () => timeANode(tenth, 10) };
        },
        figures: [
          {
            id: `P5 ${name} time`,
            what: `a node of a ${name}`,
            unit: "us",
            of: "whole",
            against: ["tenth", "a node of a tenth of it"],
            goal: { ratio: 1.5 },
          },
        ],
      },
      {
        rounds: 1,
        warmUp: 0,
        subjects: () => {
          const graph = make(nodes);
          return { memory: async () => (await heapGrowth(() => runInMemory(graph))) / graph.nodes };
        },
        figures: [
          {
            id: `P5 ${name} memory`,
            what: `heap a node of a ${name}, values too`,
            unit: "B",
            of: "memory",
            goal: { value: 1000 },
          },
        ],
      },
    ];
    return all < SMALL ? both.slice(0, 1) : both;
  });
}

async function timeANode(graph: MeasuredGraph, times = 1): Promise<number> {
  const took = await milliseconds(async () => {
    for (let time = 0; time < times; time++) await runInMemory(graph);
  });
  return (took * 1000) / (graph.nodes * times);
}
