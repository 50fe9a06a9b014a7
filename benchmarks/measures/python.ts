// P4: tasks in Python that import cryptography, two at a time.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GraphBuilder } from "@tierkreis/builder";
import { runGraph } from "@tierkreis/controller";
import type { Executor } from "@tierkreis/core";
import { UvExecutor, type UvExecutorOptions } from "@tierkreis/executor-uv";
import { FileStorage } from "@tierkreis/storage-fs";
import { execa } from "execa";
import { z } from "zod";
import { encrypt } from "../../example_workers/auth_worker/api.ts";
import { root } from "../../scripts/lib/root.ts";
import { uvEnvironment } from "../../scripts/lib/uv.ts";
import type { Entry, Figure, Ground } from "../frame/measure.ts";
import { milliseconds } from "../frame/stopwatch.ts";

export async function contests(ground: Ground): Promise<Entry[]> {
  const tasks = ground.quick ? 6 : 200;
  const figure = (mode: string, ratio: number): Figure => ({
    id: `P4 ${mode}`,
    what: `a Python task of ${tasks}, ${mode}`,
    unit: "ms",
    of: mode,
    against: ["uv run", "xargs -P2 uv run main.py"],
    goal: { ratio },
  });
  const figures = [figure("isolated", 0.9), figure("warm", 0.15)];
  const notHere = (missing: string) => ({ ...figures[0], id: "P4", what: "Python tasks", missing });
  const env = await uvEnvironment().catch((error: unknown) => String(error));
  if (typeof env === "string") return [notHere(env)];
  const registry = ground.folder("registry");
  const worker = copyWorker(registry);
  const isolated = uvExecutor({ registry, env });
  const warm = uvExecutor({ registry, env, ...{ warm: true } });
  if (isolated === undefined) return [notHere("UvExecutor refuses its options")];
  const run = (executor: Executor, count = tasks) => runTasks(count, executor, ground.folder("runs"));
  const uvRun = async (count = tasks) => {
    const calls = writeCalls(count, ground.folder("calls"));
    const options = { cwd: worker, env, input: calls.join("\n") };
    await execa("xargs", ["-P2", "-n1", "uv", "run", "--quiet", "main.py"], options);
  };
  const per = (work: () => unknown) => async () => (await milliseconds(work)) / tasks;
  return [
    {
      rounds: ground.quick ? 1 : 3,
      warmUp: 0,
      subjects: async () => {
        // Each makes its environment first.
        await uvRun(1);
        for (const executor of [isolated, ...(warm === undefined ? [] : [warm])]) await run(executor, 1);
        return {
          "uv run": per(() => uvRun()),
          isolated: per(() => run(isolated)),
          ...(warm === undefined ? {} : { warm: per(() => run(warm)) }),
        };
      },
      figures: figures.filter(({ of }) => warm !== undefined || of !== "warm"),
    },
    ...(warm === undefined
      ? [{ id: "P4 warm", what: "Python tasks", missing: "UvExecutor has no option `warm`" }]
      : []),
  ];
}

/** `undefined` when it does not know one of the options. */
function uvExecutor(options: UvExecutorOptions): Executor | undefined {
  try {
    return new UvExecutor(options);
  } catch {
    return undefined;
  }
}

/** `uv run` writes beside the worker. */
function copyWorker(registry: string): string {
  const worker = join(registry, "auth_worker");
  mkdirSync(worker);
  for (const name of ["main.py", "pyproject.toml"])
    copyFileSync(join(root, "example_workers", "auth_worker", name), join(worker, name));
  return worker;
}

async function runTasks(count: number, executor: Executor, directory: string): Promise<void> {
  const one = new GraphBuilder({ inputs: { value: z.string() }, outputs: z.string() });
  one.outputs(one.task(encrypt({ plaintext: one.inputs.value, work_factor: 2 })).ciphertext);
  const g = new GraphBuilder({ inputs: { texts: z.array(z.string()) }, outputs: z.array(z.string()) });
  g.outputs(g.map(one, g.inputs.texts));
  const texts = Array.from({ length: count }, (_, at) => `text ${at}`);
  await runGraph(g, { texts }, { storage: new FileStorage({ directory }), executor, concurrency: 2 });
}

/** The call-args files of as many tasks, with their inputs. */
function writeCalls(count: number, folder: string): string[] {
  const write = (name: string, value: unknown) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(value));
    return file;
  };
  const factor = write("factor", 2);
  return Array.from({ length: count }, (_, at) => {
    const [ciphertext, time_taken] = [join(folder, `cipher-${at}`), join(folder, `time-${at}`)];
    return write(`call-${at}`, {
      function_name: "encrypt",
      inputs: { plaintext: write(`text-${at}`, `text ${at}`), work_factor: factor },
      outputs: { ciphertext, time_taken },
      done_path: join(folder, `done-${at}`),
    });
  });
}
