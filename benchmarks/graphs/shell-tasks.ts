import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineTask, GraphBuilder } from "@tierkreis/builder";
import { runGraph } from "@tierkreis/controller";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { FileStorage } from "@tierkreis/storage-fs";
import { z } from "zod";

const copy = defineTask({
  worker: "copier",
  name: "copy",
  inputs: { value: z.int() },
  outputs: z.int(),
});

/** A registry with a worker that copies its input by `cat`. */
export function makeCopier(registry: string): void {
  const worker = join(registry, "copier");
  mkdirSync(worker);
  const script = join(worker, "main.sh");
  writeFileSync(script, '#!/bin/sh\ncat "$input_value_file" > "$output_value_file"\n');
  chmodSync(script, 0o755);
}

/** Copies so many values, two at a time, each by a shell task, with files. */
export async function runCopies(count: number, registry: string, directory: string): Promise<void> {
  const one = new GraphBuilder({ inputs: { value: z.int() }, outputs: z.int() });
  one.outputs(one.task(copy({ value: one.inputs.value })));
  const g = new GraphBuilder({ inputs: { values: z.array(z.int()) }, outputs: z.array(z.int()) });
  g.outputs(g.map(one, g.inputs.values));
  const values = Array.from({ length: count }, (_, at) => at);
  const copied = await runGraph(g, { values }, optionsFor(registry, directory));
  if (copied.length !== count) throw new Error(`${copied.length} of ${count} values were copied.`);
}

/** Copies one value so many times, each time the copy before. */
export async function runCopyChain(count: number, registry: string, directory: string): Promise<void> {
  const g = new GraphBuilder({ inputs: { value: z.int() }, outputs: z.int() });
  let last = g.task(copy({ value: g.inputs.value }));
  for (let task = 1; task < count; task++) last = g.task(copy({ value: last }));
  g.outputs(last);
  const copied = await runGraph(g, { value: 7 }, optionsFor(registry, directory));
  if (copied !== 7) throw new Error(`The last copy was ${copied}.`);
}

function optionsFor(registry: string, directory: string) {
  const storage = new FileStorage({ directory });
  return { storage, executor: new ShellExecutor({ registry }), concurrency: 2 };
}
