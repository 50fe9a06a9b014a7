import type { ShowCommandOptions } from "../commands/show-command.ts";
import { usageError } from "../usage-error.ts";
import { findPlace } from "./find-task.ts";
import { findWholeRun } from "./find-run.ts";
import { saveValue } from "./save-value.ts";
import { showPlace } from "./show-place.ts";
import { showRun } from "./show-run.ts";
import { withStorage } from "./with-storage.ts";

/** `tkr show RUN [LOCATION]`: a run, or one place of it. */
export async function show(
  [word, place]: readonly [string, string?],
  options: ShowCommandOptions,
): Promise<number> {
  if (place === undefined && options.raw !== undefined)
    throw usageError("--raw gives a port of one place: say which, as in tkr show RUN LOCATION --raw PORT.");
  if (options.save !== undefined && options.raw === undefined)
    throw usageError("--save FILE keeps what --raw PORT gives: say which port.");
  return withStorage(options, async (storage) => {
    const run = await findWholeRun(storage, word);
    if (place === undefined) return showRun({ storage, run, options });
    const location = await findPlace(storage, run.id, place);
    if (options.raw !== undefined) return saveValue({ storage, run, options }, location, options.raw);
    return showPlace({ storage, run, options }, location);
  });
}
