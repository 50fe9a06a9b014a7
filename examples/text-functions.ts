// Compares two sentences with tasks that are TypeScript functions: of a worker's folder, and of this file.
import { join } from "node:path";
import { defineTask, GraphBuilder } from "@tierkreis/builder";
import { runGraph } from "@tierkreis/controller";
import { implement, InlineExecutor } from "@tierkreis/executor-inline";
import { FileStorage } from "@tierkreis/storage-fs";
import { z } from "zod";
import { count, distance, frequencies, Frequency } from "../example_workers/text_worker/api.ts";

const describe = defineTask({
  worker: "sentences",
  name: "describe",
  inputs: { words: z.int(), frequent: z.array(Frequency), distance: z.int() },
  outputs: z.string(),
});
const description = implement(
  describe,
  ({ words, frequent, distance }) => {
    const most = frequent.map(({ word, count }) => `${word} (${count})`).join(", ");
    return `${words} words, most of all ${most}; ${distance} letters from the other text.`;
  },
  { pure: true }, // computed in place, never stored
);

const g = new GraphBuilder({ inputs: { text: z.string(), other: z.string() }, outputs: z.string() });
const { text, other } = g.inputs;
const { words } = g.task(count({ text }));
const frequent = g.task(frequencies({ text, most: 2 }));
const far = g.task(distance({ a: text, b: other })); // in a thread: its main.ts says so
g.outputs(g.task(describe({ words, frequent, distance: far })));

const executor = new InlineExecutor({
  tasks: [description],
  registry: join(import.meta.dirname, "..", "example_workers"),
});
const inputs = { text: "A rose is a rose is a rose.", other: "A nose is a nose is a nose." };
const storage = new FileStorage();
console.log(await runGraph(g, inputs, { storage, executor, runId: 107, fresh: true }));
