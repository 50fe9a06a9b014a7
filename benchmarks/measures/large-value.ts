// P8: a value of a gigabyte goes through a shell task, in files.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bytes, defineTask, GraphBuilder } from "@tierkreis/builder";
import { runGraph } from "@tierkreis/controller";
import { ShellExecutor } from "@tierkreis/executor-shell";
import type { Executor } from "@tierkreis/core";
import { FileStorage } from "@tierkreis/storage-fs";
import { execa } from "execa";
import { z } from "zod";
import type { Contest, Ground } from "../frame/measure.ts";
import { milliseconds } from "../frame/stopwatch.ts";

const worker = "large";
const make = defineTask({ worker, name: "make", inputs: { size: z.int() }, outputs: bytes() });
const copy = defineTask({ worker, name: "copy", inputs: { value: bytes() }, outputs: bytes() });
const measure = defineTask({ worker, name: "measure", inputs: { value: bytes() }, outputs: z.int() });

const script = `#!/bin/sh -e
case $function_name in
make) head -c "$(cat "$input_size_file")" /dev/zero > "$output_value_file" ;;
copy) cp "$input_value_file" "$output_value_file" ;;
measure) stat -L -c %s "$input_value_file" > "$output_value_file" ;;
esac
`;

const g = new GraphBuilder({ inputs: { size: z.int() }, outputs: z.int() });
const made = g.task(make({ size: g.inputs.size }));
g.outputs(g.task(measure({ value: g.task(copy({ value: made })) })));

export function contests(ground: Ground): Contest[] {
  const size = ground.quick ? 1e8 : 1e9;
  const what = `${size / 1e9} GB through a shell task`;
  return [
    {
      rounds: ground.quick ? 1 : 3,
      warmUp: 0,
      subjects: () => ({ task: () => seconds(size, ground), plain: () => plainly(size, ground) }),
      figures: [
        {
          id: "P8 time",
          what,
          unit: "s",
          of: "task",
          against: ["plain", "cp and openssl dgst -sha256"],
          goal: { ratio: 1.3 },
        },
      ],
    },
    {
      rounds: 1,
      warmUp: 0,
      subjects: () => ({
        peak: async () => {
          await seconds(size, ground);
          return process.resourceUsage().maxRSS / 1000;
        },
      }),
      figures: [
        {
          id: "P8 memory",
          what: `${what}, peak memory of the whole process`,
          unit: "MB",
          of: "peak",
          goal: { value: 150 },
        },
      ],
    },
  ];
}

/** From the start of the task that copies to the start of the one behind it: its outcome is checked, hashed and recorded. */
async function seconds(size: number, { folder }: Ground): Promise<number> {
  const registry = folder("registry");
  mkdirSync(join(registry, worker));
  writeFileSync(join(registry, worker, "main.sh"), script);
  chmodSync(join(registry, worker, "main.sh"), 0o755);
  const shell = new ShellExecutor({ registry });
  const started: Record<string, number> = {};
  const executor: Executor = {
    specVersion: 1,
    name: "shell",
    run: (call, context) => {
      started[call.task] = performance.now();
      return shell.run(call, context);
    },
  };
  const directory = folder("runs");
  const copied = await runGraph(g, { size }, { storage: new FileStorage({ directory }), executor });
  if (copied !== size) throw new Error(`${copied} bytes were copied, not ${size}.`);
  // Before the system begins to write so much to the disk.
  rmSync(directory, { recursive: true });
  return ((started["measure"] ?? Number.NaN) - (started["copy"] ?? Number.NaN)) / 1000;
}

async function plainly(size: number, { folder }: Ground): Promise<number> {
  const cwd = folder("plain");
  await execa("sh", ["-c", `head -c ${size} /dev/zero > a`], { cwd });
  const took = await milliseconds(() => execa("sh", ["-c", "cp a b && openssl dgst -sha256 b"], { cwd }));
  rmSync(cwd, { recursive: true });
  return took / 1000;
}
