// Takes all open files that its process may have, at each operation of a storage in turn. Its arguments: the first operation, and
// the step to the next. Says what it found as JSON. To be started with a low limit (`ulimit -n`).
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStorage } from "@tierkreis/storage-fs";
import { Tally } from "../world/tally.ts";
import { wrapStorage } from "../world/wrap-storage.ts";
import { Scene } from "./scene.ts";

const [first = 1, step = 1] = process.argv.slice(2).map(Number);
/** More operations than any run has. */
const ENOUGH = 1000;
const tally = new Tally();

/** Opens files until there are no more; gives what closes them. */
function takeAll(): () => void {
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync("/dev/null", "r"));
  } catch {
    return () => {
      for (const file of taken) closeSync(file);
    };
  }
}

/** Settles with false when the run came to its end all the same. */
async function play(at: number): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), "tierkreis-chaos-"));
  const medium = new FileStorage({ directory });
  const scene = new Scene(medium, (kind, what) => tally.fail(String(at), kind, what));
  let giveBack: (() => void) | undefined;
  let count = 0;
  const storage = wrapStorage(medium, (_, action) => {
    if (++count === at) giveBack = takeAll();
    return action();
  });
  try {
    // Reading the records takes files too: they are given back when the run has ended.
    await scene.live(storage, "EMFILE", () => giveBack?.());
    const met = !scene.isDone;
    await scene.cured();
    return met;
  } finally {
    await medium.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

for (let at = first; at < ENOUGH; at += step) {
  const met = await tally.play(String(at), () => play(at));
  if (met === false) break;
  tally.points++;
}
process.stdout.write(JSON.stringify({ points: tally.points, failures: tally.failures }));
