import {
  TierkreisError,
  type AttemptName,
  type ErrorDetails,
  type Json,
  type Location,
  type TaskCall,
  type TaskPolicy,
} from "@tierkreis/core";
import { isSilence } from "../guard/executor-fault.ts";
import { Attempt } from "./attempt.ts";
import { asError, isTakenFrom, isTaskFault, wordsOf } from "./failures.ts";
import { locationWords } from "../scheduler/location-words.ts";
import { noteFailure } from "./failure-record.ts";
import type { Held } from "./held.ts";
import type { Outcome } from "./outcomes.ts";
import type { RunnerParts } from "./task-runner.ts";
import { TimeLimits } from "./time-limits.ts";

/** One try at a task that is about to be made. */
export interface Try {
  readonly location: Location;
  readonly call: TaskCall;
  readonly inputs: ReadonlyMap<string, Held>;
  readonly policy: TaskPolicy;
  readonly name: AttemptName;
  /** The attempt was begun by an owner that is gone: take it over, and start nothing. */
  readonly takeOver: boolean;
  /** It is only taken over to be ended. */
  readonly discard?: boolean;
}

/** Makes one attempt: settles with its recorded outcome, or rejects with the coded, explained error. */
export async function tryTask(parts: RunnerParts, one: Try): Promise<Outcome> {
  const { home, checkpoint, settings, events, signal } = parts;
  const { location, call, inputs, policy, name } = one;
  const { storage, keys } = home;
  const { executor } = settings;
  const prefix = keys.attempt(location, name);
  const limits = new TimeLimits();
  const attempt = new Attempt({
    storage,
    executor,
    call,
    inputs,
    run: keys.run,
    location,
    attempt: name.attempt,
    prefix,
    staging: parts.staging,
    signal: one.discard === true ? AbortSignal.abort() : AbortSignal.any([signal, limits.signal]),
    // Storing a large output shows no sign of life, and may take longer than the task.
    onSettled: () => limits.clear(),
    ...(one.takeOver ? { takeOver: await parts.leftovers.of(location, name) } : {}),
  });
  const what = {
    worker: call.worker,
    task: call.task,
    executor: executor.nameOf?.(call.worker, call.task) ?? executor.name,
    start: new Date().toISOString(),
  };
  limits.start(policy, () => attempt.signOfLife());
  try {
    const outputs = await attempt.perform();
    // What was told to end may end well with its work half done.
    if (one.discard === true)
      throw new TierkreisError("TKR_TASK_LOST", "it does not count any more, and was ended");
    if (limits.reached !== undefined) throw limits.reached;
    if (signal.aborted) throw wasEnded(attempt, parts, call);
    return await checkpoint.record(location, name, {
      version: 1,
      ...what,
      attempt: name.attempt,
      epoch: checkpoint.epoch,
      end: new Date().toISOString(),
      exit_status: 0,
      ...detailsOf(attempt),
      outputs,
    });
  } catch (error) {
    const why = (isTaskFault(error) && !isSilence(error) ? limits.reached : undefined) ?? error;
    // What does not settle may still run, and what another owns is another's to note: whoever goes on with the run looks for it.
    const isOver = TierkreisError.isInstance(why) && (why.code === "TKR_CANCELLED" || isTaskFault(why));
    const mayRun =
      isSilence(error) ||
      isTakenFrom(signal) ||
      (one.takeOver && isOver && why.code === "TKR_EXECUTOR_FAULT");
    if (isOver && !mayRun) await noteFailure(storage, prefix, { error: why, ...what, ...detailsOf(attempt) });
    if (signal.aborted) {
      if (isSilence(error))
        events.emit({ type: "warning", location, message: asError(error).message, at: Date.now() });
      throw wasEnded(attempt, parts, call);
    }
    if (TierkreisError.isInstance(error) && error.code === "TKR_INPUT_CHANGED")
      await repair(parts, attempt, inputs);
    throw await explain(why, attempt, { run: keys.run, call });
  } finally {
    limits.clear();
  }
}

function detailsOf({ details }: Attempt): { readonly details?: Json } {
  return details === undefined ? {} : { details };
}

/** The end of a task that was told to end with its run. Why the run ends is told of another: only its first line is. */
function wasEnded(
  { location, attempt }: Attempt,
  { home, signal }: RunnerParts,
  { worker, task }: TaskCall,
): TierkreisError {
  const { run } = home.keys;
  const [why = ""] = wordsOf(asError(signal.reason)).split("\n");
  const message = `Task ${worker}.${task} at ${locationWords(location)} was ended in attempt ${String(attempt)}, because its run ends: ${why}`;
  return new TierkreisError("TKR_CANCELLED", message, {
    run,
    location,
    worker,
    task,
    attempt,
    cause: signal.reason,
  });
}

/** What a task wrote over is written again, or, where only the record knew it, must be computed again. */
async function repair(
  { checkpoint }: RunnerParts,
  attempt: Attempt,
  inputs: ReadonlyMap<string, Held>,
): Promise<void> {
  for (const port of attempt.changedInputs) {
    const held = inputs.get(port);
    if (held !== undefined && (await held.repair()) === "void") await checkpoint.revoke(held.key);
  }
}

/** The task's failure with everything a person needs: where, what, how it ended, its last words, how to go on. */
async function explain(
  error: unknown,
  attempt: Attempt,
  { run, call }: { readonly run: string; readonly call: TaskCall },
): Promise<Error> {
  if (!isTaskFault(error)) return asError(error);
  const { tail, log } = await attempt.logTail();
  const words = [
    `Task ${call.worker}.${call.task} at ${locationWords(attempt.location)} failed in attempt ${String(attempt.attempt)}: ${error.message.replace(/\.$/, "")}.`,
    ...(tail === ""
      ? []
      : ["Its last words:", ...tail.split("\n").map((line) => `  | ${line}`), `All of its log: ${log}`]),
    `What is done is kept: run ${run} again to go on from there.`,
  ];
  const details: ErrorDetails = {
    ...error.details,
    run,
    location: attempt.location,
    worker: call.worker,
    task: call.task,
    attempt: attempt.attempt,
    log,
    ...(tail === "" ? {} : { logTail: tail }),
  };
  return new TierkreisError(error.code, words.join("\n"), { ...details, cause: error });
}
