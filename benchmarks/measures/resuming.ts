// P6: a run whose many tasks are done goes on: how long until the first new task starts.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { defineTask, GraphBuilder } from "@tierkreis/builder";
import { runGraph } from "@tierkreis/controller";
import { allKeys } from "../graphs/all-keys.ts";
import type { Executor, Storage } from "@tierkreis/core";
import { implement, InlineExecutor } from "@tierkreis/executor-inline";
import { FileStorage } from "@tierkreis/storage-fs";
import { SqliteStorage } from "@tierkreis/storage-sqlite";
import { z } from "zod";
import type { Contest, Ground } from "../frame/measure.ts";

const plusOne = defineTask({ worker: "steps", name: "plusOne", inputs: { n: z.int() }, outputs: z.int() });
const last = defineTask({
  worker: "steps",
  name: "last",
  inputs: { all: z.array(z.int()) },
  outputs: z.int(),
});

const body = new GraphBuilder({ inputs: { value: z.int() }, outputs: z.int() });
body.outputs(body.task(plusOne({ n: body.inputs.value })));
const g = new GraphBuilder({ inputs: { all: z.array(z.int()) }, outputs: z.int() });
g.outputs(g.task(last({ all: g.map(body, g.inputs.all) })));

export function contests(ground: Ground): Contest[] {
  return (["fs", "sqlite"] as const).map((name) => ({
    rounds: ground.quick ? 2 : 3,
    warmUp: 0,
    subjects: async () => {
      const place = ground.folder(name);
      const [open, plainly] = name === "fs" ? files(place) : rows(join(place, "runs.sqlite"));
      const tasks = tasksIn(ground);
      await untilLast(tasks, open());
      const keys = await doneKeys(open());
      if (keys.length < 2 * tasks) throw new Error(`Only ${keys.length} keys were written.`);
      return {
        resume: () => untilLast(tasks, open()),
        plain: () => {
          const start = performance.now();
          plainly(keys);
          return (performance.now() - start) / 1000;
        },
      };
    },
    figures: [
      {
        id: `P6 ${name}`,
        what: `resuming ${tasksIn(ground)} done tasks`,
        unit: "s",
        of: "resume",
        against: ["plain", "their records read, their outputs looked at"],
        // Fewer tasks take no two seconds in any case.
        goal: ground.quick ? { ratio: 3 } : { value: 2, ratio: 3 },
      },
    ],
  }));
}

const tasksIn = ({ quick }: Ground) => (quick ? 1000 : 100_000);

type Plainly = (keys: readonly string[]) => void;
type Opened = readonly [open: () => Storage, plainly: Plainly];

const isRecord = (key: string) => key.endsWith("/_done");

function files(directory: string): Opened {
  const plainly: Plainly = (keys) => {
    for (const key of keys) {
      if (isRecord(key)) readFileSync(join(directory, key));
      else statSync(join(directory, key));
    }
  };
  return [() => new FileStorage({ directory }), plainly];
}

function rows(file: string): Opened {
  const plainly: Plainly = (keys) => {
    const database = new DatabaseSync(file, { readOnly: true });
    const from = "FROM entries JOIN contents ON contents.id = entries.content WHERE key = ?";
    const [read, look] = [database.prepare(`SELECT value ${from}`), database.prepare(`SELECT size ${from}`)];
    for (const key of keys) (isRecord(key) ? read : look).get(key);
    database.close();
  };
  return [() => new SqliteStorage({ file }), plainly];
}

/** Of each done task, the keys of its record and its output. */
async function doneKeys(storage: Storage): Promise<string[]> {
  const wanted = /^[^/]+\/-\.N\d+\.M\d+[^/]*\/attempts\/1\.1\/(_done|outputs\/value)$/;
  const keys: string[] = [];
  for await (const key of allKeys(storage)) if (wanted.test(key)) keys.push(key);
  await storage.close();
  return keys;
}

/** Runs up to the last task, which is not done: it fails. Gives the seconds that went by before it was started. */
async function untilLast(tasks: number, storage: Storage): Promise<number> {
  const inline = new InlineExecutor({ tasks: [implement(plusOne, ({ n }) => n + 1)] });
  const start = performance.now();
  let seconds = Number.NaN;
  const executor: Executor = {
    specVersion: 1,
    name: "steps",
    run: async (call, context) => {
      if (call.task !== "last") return inline.run(call, context);
      seconds = (performance.now() - start) / 1000;
      return { status: "error", error: new Error("This one is never done.") };
    },
  };
  const all = Array.from({ length: tasks }, (_, at) => at);
  await runGraph(g, { all }, { storage, executor, runId: 1 }).catch((error: unknown) => {
    if (Number.isNaN(seconds)) throw error;
  });
  await storage.close();
  return seconds;
}
