// A controller that kills itself at one operation of its storage. When it comes to its end it says how many there were.
import { readFileSync } from "node:fs";
import { perform, wrongOutputs, type Life } from "../world/perform.ts";
import { openStorage } from "../world/places.ts";
import { shellSteps } from "../world/shell-steps.ts";
import { wrapStorage } from "../world/wrap-storage.ts";
import type { Job } from "./job.ts";

const job = JSON.parse(process.argv[2] ?? "") as Job;

function die(): void {
  for (const child of job.helperToo ? children() : []) process.kill(child, "SIGKILL");
  process.kill(process.pid, "SIGKILL");
}

/** The helper is our only child; programs are its own. */
function children(): number[] {
  const { pid } = process;
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}

let count = 0;
const storage = wrapStorage(openStorage(job.kind, job.folder), async (_, action) => {
  const isIt = ++count === job.at;
  if (isIt && job.when === "before") die();
  try {
    return await action();
  } finally {
    if (isIt) die();
  }
});
const executor = shellSteps(job, "first", job.survive);
const life: Life = { storage, executor, inputs: { x: job.x, xs: [job.x, 2] } };
const outputs = await perform(life);
process.stdout.write(String(count));
const wrong = await wrongOutputs(outputs, life);
await storage.close();
if (wrong !== undefined) throw new Error(wrong);
