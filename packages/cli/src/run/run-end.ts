import type { RunEvent } from "@tierkreis/controller";
import { TierkreisError, valueToJson, type Storage } from "@tierkreis/core";
import type { PerformFlags } from "../commands/perform-options.ts";
import { errorJson } from "../error-json.ts";
import { givenCommand } from "../look/given-command.ts";
import { shortIdIn } from "../look/run-ids.ts";
import { reportError } from "../report-error.ts";
import { duration } from "../terminal/durations.ts";
import { printJson } from "../terminal/print-json.ts";
import { columnsOf } from "../terminal/width.ts";
import { previewOutputs, printOutputs, type StoredOutputs } from "./outputs.ts";
import type { Progress, Tally } from "./progress.ts";
import { errorWithoutAdvice } from "./failure-words.ts";
import { resumeCommand } from "./resume-command.ts";

/** How a run ended, and what is to be said about it. */
export interface RunEnd {
  readonly run: string;
  readonly status: Extract<RunEvent, { type: "runEnded" }>["status"];
  readonly error: unknown;
  /** Of a run that is done. */
  readonly outputs: StoredOutputs | undefined;
  readonly tally: Tally;
  /** Milliseconds of this execution. */
  readonly elapsed: number;
  readonly flags: PerformFlags;
  readonly storage: Storage;
  /** The exit status that a signal calls for. */
  readonly signalStatus: number;
}

/** Says how the run ended and how to go on; gives the exit status. */
export async function tellEnd(end: RunEnd, progress: Progress): Promise<number> {
  const { status, error, outputs, run, flags, storage } = end;
  const goOn = async (): Promise<void> => {
    if (!storage.capabilities.persistent) return;
    const id = await shortIdIn(storage, run);
    const place = placeOf(error);
    if (status === "failed" && place !== undefined)
      progress.say(`\nTo see more:\n  ${givenCommand(["logs", id, place], flags)}`);
    progress.say(`\nTo go on:\n  ${resumeCommand(flags, id)}`);
  };
  switch (status) {
    case "done":
      progress.say(sentence(end));
      if (flags.printOutput === true) printOutputs(outputs ?? new Map());
      else if (flags.json !== true)
        for (const line of previewOutputs(outputs ?? new Map(), columnsOf(process.stderr) - 2))
          progress.say(`  ${line}`);
      return 0;
    case "cancelled":
      progress.say(
        `cancelled: ${sentence(end)}${storage.capabilities.persistent ? " What is done is kept." : ""}`,
      );
      await goOn();
      return end.signalStatus;
    default: {
      progress.say(`${status}: ${sentence(end)}`);
      const exitStatus = reportError(errorWithoutAdvice(error));
      await goOn();
      return exitStatus;
    }
  }
}

/** The end of a run for programs. */
export function printEnd({ run, status, error, outputs, tally, elapsed }: RunEnd): void {
  printJson({
    run,
    status,
    milliseconds: elapsed,
    tasks: { done: tally.done, reused: tally.reused },
    ...(outputs === undefined
      ? {}
      : { outputs: Object.fromEntries([...outputs].map(([port, value]) => [port, valueToJson(value)])) }),
    ...(status === "done" ? {} : { error: errorJson(error) }),
  });
}

/** The place of the task that failed. */
function placeOf(error: unknown): string | undefined {
  if (!TierkreisError.isInstance(error) || error.details.task === undefined) return undefined;
  return error.details.location;
}

function sentence({ tally: { done, reused }, elapsed }: RunEnd): string {
  const again = reused === 0 ? "" : ` (${String(reused)} reused)`;
  return `${String(done)} ${done === 1 ? "task" : "tasks"} done${again} in ${duration(elapsed)}.`;
}
