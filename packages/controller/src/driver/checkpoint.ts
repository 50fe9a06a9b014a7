import { dirname } from "node:path";
import type { AttemptName, Location, RunLock } from "@tierkreis/core";
import type { RunHome } from "./run-home.ts";
import { outputKeys, type Outcome } from "./outcomes.ts";
import { syncFiles } from "./sync-files.ts";
import { encodeRecord, type CompletionRecord } from "./record.ts";

/**
 * Records the outcomes of one run. Everything of an attempt lies under the attempt's own name, which carries the owner's
 * epoch: two owners never write under one name, and readers take the latest attempt that has a record.
 */
export class Checkpoint {
  readonly #home: RunHome;
  readonly #lock: RunLock;
  readonly #fsync: boolean;

  /** @param fsync Bring each record to the disk before it counts. */
  constructor(home: RunHome, lock: RunLock, fsync: boolean) {
    this.#home = home;
    this.#lock = lock;
    this.#fsync = fsync;
  }

  /** The epoch under which this owner records. */
  get epoch(): number {
    return this.#lock.epoch;
  }

  /** Throws `TKR_RUN_LOST` when the run is another's by now. */
  confirmOwner(): Promise<void> {
    return this.#lock.confirm();
  }

  /** The name of a new attempt. */
  attempt(attempt: number): AttemptName {
    return { epoch: this.#lock.epoch, attempt };
  }

  /**
   * Records an outcome: the record first, which is the moment the task is done; then a look whether this owner still is
   * one; then, where keys are files, links under the names that Python and people read.
   */
  async record(location: Location, attempt: AttemptName, record: CompletionRecord): Promise<Outcome> {
    const { storage, keys } = this.#home;
    const prefix = keys.attempt(location, attempt);
    const outputs = outputKeys(prefix, Object.keys(record.outputs));
    await storage.write(`${prefix}_done`, encodeRecord(record));
    if (this.#fsync) await this.#sync(location, prefix, outputs);
    await this.#lock.confirm();
    if (!storage.capabilities.localFiles) return { outputs };
    for (const [port, key] of outputs) await storage.link(key, keys.output(location, port));
    for (const name of ["definition", "logs"]) {
      const key = `${prefix}${name}`;
      if ((await storage.stat(key)) !== undefined) await storage.link(key, `${keys.folder(location)}${name}`);
    }
    await storage.link(`${prefix}_done`, keys.done(location));
    return { outputs };
  }

  /** What is recorded survives a power loss from here on. Many tasks that end at once share what the storage has to wait for. */
  async #sync(location: Location, prefix: string, outputs: ReadonlyMap<string, string>): Promise<void> {
    const { storage, keys } = this.#home;
    const pathOf = (key: string) => storage.localPath?.(key);
    const top = pathOf(`${keys.folder(location)}x`);
    if (top !== undefined) {
      const files = [...outputs.values(), `${prefix}_done`].flatMap((key) => pathOf(key) ?? []);
      await syncFiles(files, dirname(top));
    }
    await storage.sync();
  }

  /** Makes the outcome that an output is of void, so that its task runs again when the run goes on. */
  async revoke(outputKey: string): Promise<void> {
    const { storage } = this.#home;
    const [attempt = ""] = outputKey.split("/outputs/");
    const [location = ""] = outputKey.split("/attempts/");
    await storage.delete(`${attempt}/_done`);
    await storage.delete(`${location}/_done`);
  }
}
