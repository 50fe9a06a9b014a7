import { cancelRun, readRun } from "@tierkreis/controller";
import { TierkreisError } from "@tierkreis/core";
import type { CancelCommandOptions } from "../commands/cancel-command.ts";
import { findWholeRun } from "../look/find-run.ts";
import { givenCommand } from "../look/given-command.ts";
import { runJson } from "../look/run-times.ts";
import { shortIdIn } from "../look/run-ids.ts";
import { withStorage } from "../look/with-storage.ts";
import { SignalWatch } from "../run/signal-watch.ts";
import { printJson } from "../terminal/print-json.ts";

/** `tkr cancel`: asks the owner of a run to end it, waits, and says what came of it. */
export async function cancel(word: string, options: CancelCommandOptions): Promise<number> {
  return withStorage(options, async (storage) => {
    const { id, state } = await findWholeRun(storage, word);
    if (state !== "running") {
      const message = `Nobody runs ${id}: it is ${state}. \`${givenCommand(["show", id], options)}\` shows it.`;
      throw new TierkreisError("TKR_RUN_IDLE", message, { run: id });
    }
    const watch = new SignalWatch();
    try {
      console.error(`asked run ${id} to end, and wait for it (Ctrl-C ends the waiting)`);
      const { within } = options;
      await cancelRun(storage, id, {
        signal: watch.cancelled,
        ...(within === undefined ? {} : { timeout: within }),
      });
    } catch (error) {
      if (!watch.cancelled.aborted) throw error;
      console.error("The request stays: the run ends when its owner sees it.");
      return watch.status;
    } finally {
      watch.stop();
    }
    const run = await readRun(storage, id);
    if (options.json === true) {
      printJson(runJson(run));
      return 0;
    }
    // It may have come to its own end just before.
    process.stdout.write(`run ${id} is ${run.state}\n`);
    if (run.state !== "done")
      console.error(`To go on:\n  ${givenCommand(["resume", await shortIdIn(storage, id)], options)}`);
    return 0;
  });
}
