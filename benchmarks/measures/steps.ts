// P2: from one function to the next, each recorded in files.
import { linkSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineTask, GraphBuilder } from "@tierkreis/builder";
import { runGraph } from "@tierkreis/controller";
import { implement, InlineExecutor } from "@tierkreis/executor-inline";
import { FileStorage } from "@tierkreis/storage-fs";
import { z } from "zod";
import type { Contest, Ground } from "../frame/measure.ts";
import { milliseconds } from "../frame/stopwatch.ts";

const plusOne = defineTask({ worker: "steps", name: "plusOne", inputs: { n: z.int() }, outputs: z.int() });

export function contests({ quick, folder }: Ground): Contest[] {
  const steps = quick ? 100 : 1000;
  const span = steps / 10;
  const run = async () => {
    const starts: number[] = [];
    await runChain(steps, folder("steps"), starts);
    return starts;
  };
  const meanFrom = (starts: readonly number[], step: number) =>
    ((starts[step + span] ?? Number.NaN) - (starts[step] ?? Number.NaN)) / span;
  const rounds = quick ? 2 : 7;
  return [
    {
      rounds,
      subjects: () => ({
        steps: async () => (await milliseconds(run)) / steps,
        bare: async () => (await milliseconds(() => writeBare(steps, folder("bare")))) / steps,
      }),
      figures: [
        {
          id: "P2 step",
          what: `a step of ${steps} in a row`,
          unit: "ms",
          of: "steps",
          against: ["bare", "its 5 folders, 2 files by rename, 2 links"],
          goal: { value: 0.3, ratio: 1.5 },
        },
      ],
    },
    {
      rounds,
      subjects: () => ({
        last: async () => meanFrom(await run(), steps - span - 1),
        first: async () => meanFrom(await run(), 10),
      }),
      figures: [
        {
          id: "P2 last step",
          what: `a step of the last ${span} of ${steps}`,
          unit: "ms",
          of: "last",
          against: ["first", `a step of the ${span} from step 10`],
          goal: { ratio: 1.2 },
        },
      ],
    },
  ];
}

/** Each step is given the outcome of the one before; `starts` gets the time at which each began. */
async function runChain(steps: number, directory: string, starts: number[]): Promise<void> {
  const g = new GraphBuilder({ inputs: { n: z.int() }, outputs: z.int() });
  let last = g.task(plusOne({ n: g.inputs.n }));
  for (let step = 1; step < steps; step++) last = g.task(plusOne({ n: last }));
  g.outputs(last);
  const add = implement(plusOne, ({ n }) => {
    starts.push(performance.now());
    return n + 1;
  });
  const executor = new InlineExecutor({ tasks: [add] });
  await runGraph(g, { n: 0 }, { storage: new FileStorage({ directory }), executor });
}

/** What is on the disk after as many steps, written by the least calls that leave no file half-written. */
function writeBare(steps: number, folder: string): void {
  const record = "x".repeat(330);
  for (let step = 0; step < steps; step++) {
    const place = join(folder, `-.N${step}`);
    const attempt = join(place, "attempts", "1.1");
    for (const made of [
      place,
      join(place, "attempts"),
      attempt,
      join(attempt, "outputs"),
      join(place, "outputs"),
    ])
      mkdirSync(made);
    for (const [name, content] of [
      ["outputs/value", String(step)],
      ["_done", record],
    ] as const) {
      const temp = join(folder, "temp");
      writeFileSync(temp, content);
      renameSync(temp, join(attempt, name));
      linkSync(join(attempt, name), join(place, name));
    }
  }
}
