import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import {
  encodeValue,
  messageOf,
  TierkreisError,
  type Executor,
  type Storage,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskInput,
  type TaskOutput,
  type Value,
  type Workspace,
} from "@tierkreis/core";
import { taskEndSchema } from "./task-end.ts";
import { digestBytes } from "./digest.ts";
import type { Held } from "./held.ts";
import { checkOutputType, refuseUnknown, takeOutputs, type StoredOutputs } from "./outputs.ts";
import { readFileStream, stageWorkspace, type StagedWorkspace } from "./workspace.ts";

const TAIL = 4096;

/** What an attempt is given. */
export interface AttemptSpec {
  readonly storage: Storage;
  readonly executor: Executor;
  readonly call: TaskCall;
  readonly inputs: ReadonlyMap<string, Held>;
  readonly run: string;
  readonly location: string;
  readonly attempt: number;
  /** The attempt's key prefix. */
  readonly prefix: string;
  readonly signal: AbortSignal;
}

/**
 * One attempt at one task, as the executor's context: it stages what the executor asks for, and afterwards verifies and
 * takes over what it left. It decides nothing about what follows.
 */
export class Attempt implements TaskContext {
  readonly run: string;
  readonly location: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
  /** The inputs that the task wrote to. */
  changedInputs: readonly string[] = [];
  readonly #spec: AttemptSpec;
  readonly #written = new Map<string, Uint8Array>();
  #staged: Promise<StagedWorkspace> | undefined;
  #log = "";

  constructor(spec: AttemptSpec) {
    this.#spec = spec;
    this.run = spec.run;
    this.location = spec.location;
    this.attempt = spec.attempt;
    this.signal = spec.signal;
  }

  // An executor may take these apart from the context, so they are functions of their own.
  readonly log = (text: string): void => {
    this.#log += text.endsWith("\n") ? text : `${text}\n`;
  };

  readonly input = (port: string): TaskInput => {
    const held = this.#spec.inputs.get(port);
    if (held === undefined)
      throw new TypeError(`Expected the name of an input of the task, got ${JSON.stringify(port)}.`);
    return { value: () => held.value(), bytes: () => held.bytes() };
  };

  readonly output = (port: string): TaskOutput => {
    const type = this.#spec.call.types.outputs[port];
    return {
      setValue: (value: Value) => this.#written.set(port, encodeValue(value, type)),
      setBytes: (bytes: Uint8Array) => this.#written.set(port, bytes),
    };
  };

  readonly workspace = async (): Promise<Workspace> => {
    this.#staged ??= stageWorkspace(this.#spec);
    return (await this.#staged).workspace;
  };

  readonly saveHandle = async (handle: unknown): Promise<void> => {
    await this.#spec.storage.write(
      `${this.#spec.prefix}handle`,
      new TextEncoder().encode(JSON.stringify(handle)),
    );
  };

  /** Runs the task and settles with its outputs, stored under the attempt. Rejects with a coded error otherwise. */
  async perform(): Promise<StoredOutputs> {
    let succeeded = false;
    try {
      const end = await this.#execute();
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
      await this.#keepLog();
      // A workspace that could not be made has failed the executor, or it did not need it.
      (await this.#staged?.catch(() => undefined))?.clean(succeeded);
    }
  }

  async #execute(): Promise<TaskEnd> {
    const { executor, call } = this.#spec;
    let end: unknown;
    try {
      end = await executor.run(call, this);
    } catch (error) {
      if (TierkreisError.isInstance(error)) throw error;
      throw faultOf(executor, `failed: ${messageOf(error)}`, error);
    }
    const read = taskEndSchema.safeParse(end);
    if (read.success) return read.data;
    throw faultOf(executor, `settled with what is no end of a task: ${previewOf(end)}`, read.error);
  }

  /** A task that wrote to an input has harmed what others read: it fails, whatever else it did. */
  async #checkInputs(): Promise<void> {
    const changed = (await this.#staged)?.changedInputs() ?? [];
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
    const staged = await this.#staged;
    const report = staged === undefined ? "" : readErrorReport(staged.workspace.errorPath);
    if (report !== "") this.log(report);
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
        if (TierkreisError.isInstance(end.error)) return end.error;
        this.log(end.error.stack ?? end.error.message);
        return new TierkreisError("TKR_TASK_FAILED", end.error.message, { cause: end.error });
    }
  }

  async #take(): Promise<StoredOutputs> {
    const staged = await this.#staged;
    if (staged === undefined || this.#written.size > 0) return this.#storeWritten();
    return takeOutputs(this.#spec, staged);
  }

  /** Outputs that an in-process task gave. */
  async #storeWritten(): Promise<StoredOutputs> {
    const { storage, prefix, call } = this.#spec;
    const digests: Record<string, StoredOutputs[string]> = {};
    refuseUnknown(call, this.#written.keys());
    for (const port of call.outputs) {
      if (port !== "*" && !this.#written.has(port)) {
        throw new TierkreisError(
          "TKR_OUTPUT_MISSING",
          `it ended well but gave no output ${JSON.stringify(port)}`,
          { port },
        );
      }
    }
    for (const [port, bytes] of this.#written) {
      const type = call.types.outputs[port];
      if (type !== undefined) checkOutputType(bytes, port, type);
      await storage.write(`${prefix}outputs/${port}`, bytes);
      digests[port] = digestBytes(bytes);
    }
    return digests;
  }

  /** Adds what was logged in process to the task's log, and brings a log from elsewhere into the storage. */
  async #keepLog(): Promise<void> {
    const { storage, prefix } = this.#spec;
    const staged = await this.#staged?.catch(() => undefined);
    if (staged === undefined) {
      if (this.#log !== "") await storage.write(`${prefix}logs`, new TextEncoder().encode(this.#log));
      return;
    }
    const { log } = staged.workspace;
    if (this.#log !== "") appendFileSync(log, this.#log);
    if (!staged.inPlace && existsSync(log)) await storage.writeStream(`${prefix}logs`, readFileStream(log));
  }

  /** The last lines of the task's log, and where all of it lies. */
  async logTail(): Promise<{ readonly tail: string; readonly log: string }> {
    const { storage, prefix } = this.#spec;
    const key = `${prefix}logs`;
    const path = storage.localPath?.(key);
    if (path !== undefined) return { tail: existsSync(path) ? readTail(path) : "", log: path };
    if ((await storage.stat(key)) === undefined) return { tail: "", log: key };
    return { tail: lastLines(await storage.read(key)), log: `${storage.name} ${key}` };
  }
}

function previewOf(thing: unknown): string {
  return typeof thing === "object" ? JSON.stringify(thing) : typeof thing;
}

function faultOf(executor: Executor, what: string, cause: unknown): TierkreisError {
  return new TierkreisError("TKR_EXECUTOR_FAULT", `the executor ${executor.name} ${what}`, { cause });
}

function readErrorReport(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8").trim() : "";
}

function readTail(path: string): string {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, TAIL));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return lastLines(buffer);
  } finally {
    closeSync(file);
  }
}

function lastLines(bytes: Uint8Array): string {
  const lines = new TextDecoder().decode(bytes.subarray(-TAIL)).trimEnd().split("\n");
  return lines.slice(-20).join("\n");
}
