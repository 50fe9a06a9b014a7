import {
  compareAttempts,
  parseAttemptKey,
  type AttemptName,
  type Location,
  type RunKeys,
  type RunLock,
  type Storage,
} from "@tierkreis/core";
import { findMismatch } from "./outputs.ts";
import { decodeRecord, encodeRecord, type CompletionRecord } from "./record.ts";

/** A task's recorded outcome. */
export interface Outcome {
  /** Key by output port. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** What is known of a task from earlier lives of its run. */
export interface History {
  /** The outcome that counts, when there is one and it is unharmed. */
  readonly outcome?: Outcome;
  /** Attempts made so far. */
  readonly attempts: number;
  /** Why a record that is there does not count. */
  readonly complaint?: string;
}

/**
 * Reads and writes the recorded outcomes of one run. Everything of an attempt lies under the attempt's own name, which
 * carries the owner's epoch: two owners never write under one name, and readers take the latest attempt that has a record.
 */
export class Checkpoint {
  readonly #storage: Storage;
  readonly #keys: RunKeys;
  readonly #lock: RunLock;

  constructor(storage: Storage, keys: RunKeys, lock: RunLock) {
    this.#storage = storage;
    this.#keys = keys;
    this.#lock = lock;
  }

  /** The name of a new attempt. */
  attempt(attempt: number): AttemptName {
    return { epoch: this.#lock.epoch, attempt };
  }

  /** Looks for an outcome and verifies that its outputs are what the record says. */
  async lookUp(location: Location): Promise<History> {
    const attempts = await this.#attempts(location);
    const count = attempts.reduce((most, attempt) => Math.max(most, attempt.attempt), 0);
    const recorded = attempts
      .filter((attempt) => attempt.recorded)
      .sort(compareAttempts)
      .at(-1);
    if (recorded === undefined) return count > 0 ? { attempts: count } : await this.#fromPython(location);
    const prefix = this.#keys.attempt(location, recorded);
    const record = decodeRecord(await this.#storage.read(`${prefix}_done`));
    if (record === undefined) return { attempts: count, complaint: "its completion record can not be read" };
    const mismatch = await findMismatch(this.#storage, prefix, record.outputs);
    if (mismatch !== undefined) return { attempts: count, complaint: mismatch };
    return { attempts: count, outcome: { outputs: outputKeys(prefix, Object.keys(record.outputs)) } };
  }

  /**
   * Records an outcome: the record first, which is the moment the task is done; then a look whether this owner still is
   * one; then, where keys are files, links under the names that Python and people read.
   */
  async record(location: Location, attempt: AttemptName, record: CompletionRecord): Promise<Outcome> {
    const prefix = this.#keys.attempt(location, attempt);
    const bytes = encodeRecord(record);
    await this.#storage.write(`${prefix}_done`, bytes);
    await this.#lock.confirm();
    const outputs = outputKeys(prefix, Object.keys(record.outputs));
    if (this.#storage.capabilities.localFiles) {
      for (const [port, key] of outputs) await this.#storage.link(key, this.#keys.output(location, port));
      for (const name of ["definition", "logs"]) {
        const key = `${prefix}${name}`;
        if ((await this.#storage.stat(key)) !== undefined)
          await this.#storage.link(key, `${this.#keys.folder(location)}${name}`);
      }
      await this.#storage.link(`${prefix}_done`, this.#keys.done(location));
    }
    return { outputs };
  }

  /** Makes a recorded outcome void, so that the task runs again when the run goes on. */
  async revoke(outputKey: string): Promise<void> {
    await this.#storage.delete(`${outputKey.slice(0, outputKey.lastIndexOf("/outputs/"))}/_done`);
  }

  async #attempts(location: Location): Promise<(AttemptName & { recorded: boolean })[]> {
    const folder = this.#keys.folder(location);
    const found = new Map<string, AttemptName & { recorded: boolean }>();
    let after: string | undefined;
    do {
      const page = await this.#storage.list(`${folder}attempts/`, after === undefined ? {} : { after });
      for (const key of page.keys) {
        const attempt = parseAttemptKey(key.slice(folder.length));
        if (attempt === undefined) continue;
        const name = `${String(attempt.epoch)}.${String(attempt.attempt)}`;
        const known = found.get(name) ?? { epoch: attempt.epoch, attempt: attempt.attempt, recorded: false };
        if (attempt.rest === "_done") known.recorded = true;
        found.set(name, known);
      }
      after = page.next;
    } while (after !== undefined);
    return [...found.values()];
  }

  /** An outcome of Tierkreis for Python: `_done` is there, and its presence is all it says. */
  async #fromPython(location: Location): Promise<History> {
    if ((await this.#storage.stat(this.#keys.done(location))) === undefined) return { attempts: 0 };
    const prefix = `${this.#keys.folder(location)}outputs/`;
    const outputs = new Map<string, string>();
    let after: string | undefined;
    do {
      const page = await this.#storage.list(prefix, after === undefined ? {} : { after });
      for (const key of page.keys) outputs.set(key.slice(prefix.length), key);
      after = page.next;
    } while (after !== undefined);
    return { attempts: 0, outcome: { outputs } };
  }
}

function outputKeys(prefix: string, ports: readonly string[]): ReadonlyMap<string, string> {
  return new Map(ports.map((port) => [port, `${prefix}outputs/${port}`]));
}
