import { listTasks, restart } from "@tierkreis/controller";
import type { RestartCommandOptions } from "../commands/restart-command.ts";
import { findWholeRun } from "../look/find-run.ts";
import { findPlace, taskName } from "../look/find-task.ts";
import { givenCommand } from "../look/given-command.ts";
import { shortIdIn } from "../look/run-ids.ts";
import { withStorage } from "../look/with-storage.ts";
import { printJson } from "../terminal/print-json.ts";

/** As many forgotten tasks are named. */
const SHOWN = 20;

/** `tkr restart`: forgets the outcome of a place, says what that was, and how to go on. */
export async function restartPlace(
  word: string,
  place: string,
  options: RestartCommandOptions,
): Promise<number> {
  return withStorage(options, async (storage) => {
    const { id } = await findWholeRun(storage, word);
    const location = await findPlace(storage, id, place);
    const forgotten = await restart(storage, id, location);
    if (options.json === true) {
      printJson({ run: id, location, forgotten: [...forgotten] });
      return 0;
    }
    const names = new Map<string, string>();
    for await (const task of listTasks(storage, id)) names.set(task.location, taskName(task));
    const say = (text: string) => process.stdout.write(`${text}\n`);
    say(
      forgotten.length === 0
        ? `No outcome is recorded of ${location}: it runs again anyway when the run goes on.`
        : `forgotten: ${String(forgotten.length)} ${forgotten.length === 1 ? "task" : "tasks"}`,
    );
    for (const at of forgotten.slice(0, SHOWN)) say(`  ${at}  ${names.get(at) ?? ""}`.trimEnd());
    if (forgotten.length > SHOWN) say(`  and ${String(forgotten.length - SHOWN)} more`);
    console.error(`To go on:\n  ${givenCommand(["resume", await shortIdIn(storage, id)], options)}`);
    return 0;
  });
}
