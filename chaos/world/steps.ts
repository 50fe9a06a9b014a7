import { defineTask } from "@tierkreis/builder";
import { z } from "zod";

/** What a step computes: so small that a shell can, and other for each step. */
export function stepValue(label: string, x: number): number {
  return (3 * x + label.length) % 1_000_003;
}

/** One task of the worker `step`, named by its label. */
export function step(label: string) {
  return defineTask({ worker: "step", name: label, inputs: { x: z.int() }, outputs: z.int() });
}

/** The last one, with two outputs: its value, and where it ran. */
export const lastStep = defineTask({
  worker: "step",
  name: "last",
  inputs: { x: z.int() },
  outputs: { value: z.int(), where: z.string() },
});

/** The tasks of the graph. `never` is in a branch that is not chosen. */
export const labels = [
  "first",
  "eval",
  "loop",
  "map",
  "chosen",
  "never",
  "slow_left",
  "right",
  "recursion",
] as const;
