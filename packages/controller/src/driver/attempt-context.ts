import {
  checkPortName,
  encodeValue,
  type TaskContext,
  type TaskInput,
  type TaskOutput,
  type Value,
  type Workspace,
} from "@tierkreis/core";
import type { AttemptSpec } from "./attempt-spec.ts";
import { realName } from "./leftovers.ts";
import { stageWorkspace, type StagedWorkspace } from "./workspace.ts";

/**
 * What an executor gets beside the call. Once the executor has settled it is closed: whatever is called then has no effect.
 */
export class AttemptContext implements TaskContext {
  readonly run: string;
  readonly location: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
  /** Outputs that were set in process, in their stored form. */
  readonly written = new Map<string, Uint8Array>();
  /** The first of what the executor was told that went wrong on our side. */
  failure: unknown;
  readonly #spec: AttemptSpec;
  #text = "";
  #staged: Promise<StagedWorkspace> | undefined;
  #files: StagedWorkspace | undefined;
  #saved: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** Calls of the executor that have not been answered. */
  #asked = 0;

  constructor(spec: AttemptSpec) {
    this.#spec = spec;
    this.run = spec.run;
    this.location = spec.location;
    this.attempt = spec.attempt;
    this.signal = spec.signal;
  }

  // An executor may take these apart from the context, so they are functions of their own.
  readonly log = (text: string): void => {
    if (!this.#isClosed) this.#text += text.endsWith("\n") ? text : `${text}\n`;
  };

  readonly input = (port: string): TaskInput => {
    const held = this.#spec.inputs.get(port);
    if (held === undefined)
      throw new TypeError(`Expected the name of an input of the task, got ${JSON.stringify(port)}.`);
    return { value: () => this.#noting(held.value()), bytes: () => this.#noting(held.bytes()) };
  };

  readonly output = (port: string): TaskOutput => {
    checkPortName(port);
    const type = this.#spec.call.types.outputs[port];
    return {
      setValue: (value: Value) => this.#set(port, encodeValue(value, type)),
      setBytes: (bytes: Uint8Array) => this.#set(port, bytes),
    };
  };

  readonly workspace = async (): Promise<Workspace> => {
    if (this.#isClosed && this.#staged === undefined)
      throw new TypeError("A workspace is made while the task runs, and it has ended.");
    this.#staged ??= this.#noting(stageWorkspace(this.#spec));
    this.#files = await this.#staged;
    return this.#files.workspace;
  };

  readonly saveHandle = async (handle: unknown): Promise<void> => {
    if (this.#isClosed) return;
    if ((JSON.stringify(handle) as string | undefined) === undefined)
      throw new TypeError("Expected a handle that is JSON.");
    const { storage, prefix, staging, executor, call } = this.#spec;
    const text = JSON.stringify({ executor: realName(executor, call), handle });
    // One after the other: the last one counts.
    const saved = this.#saved.then(async () => {
      // First, so that nothing is taken away which a handle leads to.
      if (!storage.capabilities.localFiles && this.#staged !== undefined) staging.keep();
      await storage.write(`${prefix}handle`, new TextEncoder().encode(text));
    });
    this.#saved = saved.catch(() => undefined);
    await this.#noting(saved);
  };

  /** What the executor logged. */
  get text(): string {
    return this.#text;
  }

  /** The attempt's workspace, where the executor asked for one. */
  get staged(): Promise<StagedWorkspace> | undefined {
    return this.#staged;
  }

  /** True while the executor may wait for an answer of ours. */
  get isAsking(): boolean {
    return this.#asked > 0;
  }

  /** What is there of log and outputs, by size. */
  signOfLife(): string {
    return `${String(this.#text.length)} ${String(this.written.size)} ${this.#files?.sizes() ?? ""}`;
  }

  /** The executor has settled. Settles when nothing that it began is under way any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#saved;
    await this.#staged?.catch(() => undefined);
  }

  /** Adds to the log what the engine has to say. */
  note(text: string): void {
    this.#text += `${text}\n`;
  }

  #set(port: string, bytes: Uint8Array): void {
    if (!(bytes instanceof Uint8Array))
      throw new TypeError("Expected the bytes of an output as a Uint8Array.");
    if (!this.#isClosed) this.written.set(port, bytes);
  }

  async #noting<T>(work: Promise<T>): Promise<T> {
    this.#asked++;
    try {
      return await work;
    } catch (error) {
      this.failure ??= error;
      throw error;
    } finally {
      this.#asked--;
    }
  }
}
