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
  const storage = new FileStorage({ directory });
  const copied = await runGraph(
    g,
    { values },
    { storage, executor: new ShellExecutor({ registry }), concurrency: 2 },
  );
  if (copied.length !== count) throw new Error(`${copied.length} of ${count} values were copied.`);
}
