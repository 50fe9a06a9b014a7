// What the engine costs a node, in memory: no disk and no processes, built-in tasks only.
//
//   pnpm --dir benchmarks run engine [--json] [--quick] [--only chain]
//
// The yardstick makes the same additions in a loop of promises, in the same process, in turn with the engine.
import { parseArgs } from "node:util";
import { runGraph } from "@tierkreis/controller";
import type { Executor } from "@tierkreis/core";
import { shapes, type MeasuredGraph } from "./engine-graphs.ts";
import { memoryStorage } from "../scripts/testing/memory-storage.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, quick: { type: "boolean" }, only: { type: "string" } },
});

/** No graph here has a task for it. */
const nobody: Executor = {
  specVersion: 1,
  name: "nobody",
  run: () => Promise.resolve({ status: "error", error: new Error("There is no such worker.") }),
};

interface Measure {
  readonly id: string;
  readonly what: string;
  readonly size: number;
  /** Median over the rounds, microseconds a node. */
  readonly value: number;
  readonly unit: "us/node";
  readonly spread: readonly [least: number, most: number];
  readonly yardstick: "the same additions in a promise loop";
  readonly yardstickValue: number;
  readonly ratio: number;
  /** Largest growth of the heap over the run, bytes a node. */
  readonly bytesPerNode: number;
}

async function engine({ graph, inputs }: MeasuredGraph): Promise<void> {
  await runGraph(graph, inputs, { storage: memoryStorage(), executor: nobody, maxDepth: 1_000_000 });
}

async function yardstick({ additions }: MeasuredGraph): Promise<number> {
  let total = 0;
  for (let at = 0; at < additions; at++) total = await Promise.resolve(total + 1);
  return total;
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) * 1000;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** How far the heap grows while the work is done, looked at whenever the event loop has a turn. */
async function growth(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, 5);
  await work();
  clearInterval(look);
  return Math.max(most, process.memoryUsage().heapUsed) - before;
}

async function measure(name: string, size: number, graph: MeasuredGraph): Promise<Measure> {
  const rounds = Math.min(51, Math.max(5, Math.round((options.quick === true ? 2e5 : 1e6) / size)));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push((await time(() => engine(graph))) / graph.nodes);
    theirs.push((await time(() => yardstick(graph))) / graph.nodes);
  }
  const bytesPerNode = (await growth(() => engine(graph))) / graph.nodes;
  return {
    id: `P1 ${name} ${String(size)}`,
    what: `engine cost a node, ${name} of ${String(size)}`,
    size,
    value: median(ours),
    unit: "us/node",
    spread: [Math.min(...ours), Math.max(...ours)],
    yardstick: "the same additions in a promise loop",
    yardstickValue: median(theirs),
    ratio: median(ours) / median(theirs),
    bytesPerNode,
  };
}

const sizes = options.quick === true ? [1e3, 1e4, 1e5] : [1e3, 1e4, 1e5, 1e6];
const measures: Measure[] = [];
for (const { name, make, largest } of shapes) {
  if (options.only !== undefined && options.only !== name) continue;
  // The first runs of a process pay for the compiler, whatever the size.
  const warm = make(1e4);
  for (let round = 0; round < 10; round++) await engine(warm);
  const of: Measure[] = [];
  for (const size of sizes.filter((one) => one <= largest)) of.push(await measure(name, size, make(size)));
  measures.push(...of);
  if (options.json === true) continue;
  for (const one of of) {
    const columns = [
      one.id.padEnd(24),
      `${one.value.toFixed(2)} us/node`.padStart(14),
      `(${one.spread.map((edge) => edge.toFixed(2)).join(" to ")})`.padStart(18),
      `${one.ratio.toFixed(1)} x yardstick`.padStart(18),
      `${one.bytesPerNode.toFixed(0)} B/node`.padStart(14),
    ];
    console.log(columns.join("  "));
  }
  const [first, last] = [of[0], of.at(-1)];
  if (first !== undefined && last !== undefined)
    console.log(`${" ".repeat(24)}  largest / smallest: ${(last.value / first.value).toFixed(2)}\n`);
}
if (options.json === true) console.log(JSON.stringify(measures, undefined, 1));
