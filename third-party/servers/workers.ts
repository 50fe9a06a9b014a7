import { existsSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";

/** A worker's program, or why there is none. */
export type FoundWorker =
  | { readonly launcher: string }
  | { readonly launcher?: undefined; readonly reason: string; readonly isThere: boolean };

/** The `main.sh` of a worker; never one outside of the folder. */
export function findWorker(folder: string, worker: string): FoundWorker {
  const isName = /^[\w.][\w.-]*$/.test(worker) && !/^\.+$/.test(worker);
  if (!isName || !existsSync(join(folder, worker)))
    return { reason: "There is no such worker.", isThere: false };
  const launcher = join(folder, worker, "main.sh");
  if (!existsSync(launcher)) return { reason: "The worker has no main.sh.", isThere: true };
  const real = realpathSync(launcher);
  if (real.startsWith(realpathSync(folder) + sep)) return { launcher: real };
  return { reason: "The worker lies outside of the workers' folder.", isThere: true };
}
