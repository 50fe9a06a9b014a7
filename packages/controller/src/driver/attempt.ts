import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { errnoOf, messageOf, TierkreisError, type Json, type TaskEnd } from "@tierkreis/core";
import { AttemptContext } from "./attempt-context.ts";
import type { AttemptSpec } from "./attempt-spec.ts";
import { reattachTask } from "../reattach-task.ts";
import { cureFor } from "./cure.ts";
import { asError, isTakenFrom, isTaskFault, wordsOf } from "./failures.ts";
import { refuseOther } from "./leftovers.ts";
import { storeWritten, takeOutputs, type StoredOutputs } from "./outputs.ts";
import { logTail } from "./task-log.ts";
import { readFileStream } from "./workspace.ts";

/**
 * One attempt at one task: it has the executor run it, then verifies and takes over what that left. It decides nothing about
 * what follows.
 */
export class Attempt {
  readonly location: string;
  readonly attempt: number;
  /** The inputs that the task wrote to. */
  changedInputs: readonly string[] = [];
  /** What the executor had to say of how it ran, once it has ended. */
  details: Json | undefined;
  readonly #spec: AttemptSpec;
  readonly #context: AttemptContext;

  constructor(spec: AttemptSpec) {
    this.#spec = spec;
    this.#context = new AttemptContext(spec);
    this.location = spec.location;
    this.attempt = spec.attempt;
  }

  /** Runs the task and settles with its outputs, stored under the attempt. Rejects with a coded error otherwise. */
  async perform(): Promise<StoredOutputs> {
    let succeeded = false;
    try {
      const end = await this.#execute();
      this.details = end.details;
      await this.#checkInputs();
      const reported = await this.#reportedError();
      if (end.status !== "ok") throw this.#failure(end);
      if (reported)
        throw new TierkreisError(
          "TKR_TASK_FAILED",
          "its worker reported an error, though its program ended well",
        );
      const outputs = await this.#take();
      succeeded = true;
      return outputs;
    } finally {
      await this.#finish(succeeded);
    }
  }

  async #execute(): Promise<TaskEnd> {
    const { executor, call, takeOver } = this.#spec;
    const context = this.#context;
    try {
      if (takeOver !== undefined) refuseOther(takeOver, executor, call);
      // What the attempt left in its workspace is taken even when the executor has no need to look at it.
      if (takeOver?.hasWorkspace === true) await context.workspace();
      const end =
        takeOver === undefined
          ? await executor.run(call, context)
          : await reattachTask(executor, takeOver.handle, { call, context });
      if (end.status !== "ok") this.#refuseBrokenRun();
      return end;
    } catch (error) {
      this.#refuseBrokenRun();
      throw error;
    } finally {
      this.#spec.onSettled();
      await this.#context.close();
    }
  }

  /** When the run's storage failed under the executor, that is what happened, whatever the executor makes of it. */
  #refuseBrokenRun(): void {
    const { failure } = this.#context;
    if (failure !== undefined && !isTaskFault(failure)) throw asError(failure);
  }

  /** A task that wrote to an input has harmed what others read: it fails, whatever else it did. */
  async #checkInputs(): Promise<void> {
    const changed = (await this.#context.staged)?.changedInputs() ?? [];
    this.changedInputs = changed;
    const [port] = changed;
    if (port === undefined) return;
    throw new TierkreisError(
      "TKR_INPUT_CHANGED",
      `it wrote to its input ${changed.map((name) => JSON.stringify(name)).join(", ")}. Inputs are to be read only: copy one before changing it`,
      { port },
    );
  }

  /** Whether the worker wrote to the contract's error file; the text joins the log. */
  async #reportedError(): Promise<boolean> {
    const path = (await this.#context.staged)?.workspace.errorPath;
    const report = path !== undefined && existsSync(path) ? readFileSync(path, "utf8").trim() : "";
    if (report !== "") this.#context.note(report);
    return report !== "";
  }

  /** The error of a task that did not end well. */
  #failure(end: Exclude<TaskEnd, { status: "ok" }>): TierkreisError {
    switch (end.status) {
      case "exit":
        return new TierkreisError(
          "TKR_TASK_FAILED",
          `its program ended with exit status ${String(end.exitCode)}`,
          { exitCode: end.exitCode },
        );
      case "signal":
        return new TierkreisError("TKR_TASK_FAILED", `its program was ended by the signal ${end.signal}`, {
          signal: end.signal,
        });
      case "lost":
        return new TierkreisError("TKR_TASK_LOST", `nobody can say how it ended: ${end.reason}`);
      case "error":
        if (isTaskFault(end.error)) return end.error;
        this.#context.note(end.error.stack ?? end.error.message);
        return new TierkreisError("TKR_TASK_FAILED", wordsOf(end.error), { cause: end.error });
    }
  }

  async #take(): Promise<StoredOutputs> {
    const { staged, written } = this.#context;
    if (staged === undefined || written.size > 0) return storeWritten(this.#spec, written);
    return takeOutputs(this.#spec, await staged);
  }

  /** Changes whenever something shows that the attempt lives. */
  signOfLife(): string {
    return this.#context.signOfLife();
  }

  async #finish(succeeded: boolean): Promise<void> {
    const { signal } = this.#spec;
    // Its log and its files are the new owner's.
    if (isTakenFrom(signal)) return;
    // A workspace that could not be made has failed the executor, or it did not need it.
    const staged = await this.#context.staged?.catch(() => undefined);
    try {
      await this.#keepLog();
    } catch (error) {
      const errno = errnoOf(error);
      if (TierkreisError.isInstance(error) || errno === undefined) throw error;
      // A task that took its own log away has failed for that or for something else already.
      if (succeeded)
        throw new TierkreisError(
          "TKR_STORAGE_FAILED",
          `its log could not be kept: ${messageOf(error)}. ${cureFor(errno)}`,
          {
            errno,
            cause: error,
          },
        );
    } finally {
      await staged?.clean(succeeded);
    }
  }

  /** Adds what was logged in process to the task's log, and brings a log from elsewhere into the storage. */
  async #keepLog(): Promise<void> {
    const { storage, prefix } = this.#spec;
    const { text } = this.#context;
    const staged = await this.#context.staged?.catch(() => undefined);
    if (staged === undefined) {
      if (text !== "") await storage.write(`${prefix}logs`, new TextEncoder().encode(text));
      return;
    }
    const { log } = staged.workspace;
    if (text !== "") appendFileSync(log, text);
    if (!staged.inPlace && existsSync(log)) await storage.writeStream(`${prefix}logs`, readFileStream(log));
  }

  /** The last lines of the task's log, and where all of it lies. */
  logTail(): Promise<{ readonly tail: string; readonly log: string }> {
    return logTail(this.#spec.storage, `${this.#spec.prefix}logs`);
  }
}
