// P1: what the engine costs a node, in memory: no disk and no processes, built-in tasks only.
import type { Contest, Ground, Subjects } from "../frame/measure.ts";
import { milliseconds } from "../frame/stopwatch.ts";
import { shapes, type Shape } from "../graphs/engine-graphs.ts";
import { runInMemory } from "../graphs/run-in-memory.ts";

/** Nodes that one turn evaluates at least, so that the clock is fine enough. */
const least = 20_000;

export function contests({ quick }: Ground): Contest[] {
  return shapes.map((shape) => {
    const sizes = [1e3, 1e4, 1e5, 1e6].filter((size) => size <= Math.min(shape.largest, quick ? 1e4 : 1e6));
    const id = `P1 ${shape.name}`;
    const [smallest = 0, largest = 0] = [sizes[0], sizes.at(-1)];
    return {
      rounds: quick ? 3 : 5,
      subjects: () => subjectsOf(shape, sizes),
      figures: [
        ...sizes.map((size) => ({
          id: `${id} ${size}`,
          what: `a node, ${shape.name} of ${size}`,
          unit: "us",
          of: String(size),
          against: ["promises", "the same additions in a promise loop"] as const,
          goal: { value: 10 },
        })),
        {
          id: `${id} growth`,
          what: `a node, ${shape.name} of ${largest}`,
          unit: "us",
          of: String(largest),
          against: [String(smallest), `a node of ${smallest}`],
          goal: { ratio: 1.5 },
        },
      ],
    };
  });
}

async function subjectsOf({ make }: Shape, sizes: readonly number[]): Promise<Subjects> {
  const warm = make(1e4);
  for (let round = 0; round < 10; round++) await runInMemory(warm);
  const subjects = sizes.map((size) => {
    const graph = make(size);
    const times = Math.ceil(least / size);
    const repeat = async () => {
      for (let time = 0; time < times; time++) await runInMemory(graph);
    };
    const subject = async () => ((await milliseconds(repeat)) * 1000) / (graph.nodes * times);
    return [String(size), subject] as const;
  });
  const promises = async () => ((await milliseconds(() => add(warm.additions))) * 1000) / warm.nodes;
  return { ...Object.fromEntries(subjects), promises };
}

async function add(additions: number): Promise<number> {
  let total = 0;
  for (let at = 0; at < additions; at++) total = await Promise.resolve(total + 1);
  return total;
}
