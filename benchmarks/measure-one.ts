// One measure, started by bench.ts: its results go to the parent, one message each.
import { makeGround } from "./frame/ground.ts";
import { take, toMissing } from "./frame/take.ts";
import type { Result } from "./frame/result.ts";
import { measures } from "./measures.ts";

interface Task {
  readonly id: string;
  readonly only?: string;
  readonly quick: boolean;
  readonly directory: string;
}

const task = JSON.parse(process.argv[2] ?? "") as Task;
const { id, only = id } = task;
const wanted = (figure: { readonly id: string }) => figure.id.startsWith(only);
const send = (result: Result) => process.send?.(result);

const ground = makeGround(task.directory, task.quick);
let isOver = false;
// Nobody waits for the results any more: the parent was ended, or the user has pressed Ctrl-C.
const stop = () => {
  if (isOver) return;
  ground.remove();
  process.exit(1);
};
for (const event of ["disconnect", "SIGINT", "SIGTERM"]) process.once(event, stop);
try {
  const measure = await measures.find((one) => one.id === id)?.load();
  for (const contest of (await measure?.contests(ground)) ?? []) {
    if ("missing" in contest) {
      if (wanted(contest)) send(toMissing(contest));
      continue;
    }
    const figures = contest.figures.filter(wanted);
    if (figures.length > 0) for (const result of await take(contest, figures)) send(result);
  }
} catch (error) {
  console.error(error instanceof Error ? error.stack?.slice(0, 3000) : error);
  process.exitCode = 1;
} finally {
  isOver = true;
  ground.remove();
}
process.disconnect();
