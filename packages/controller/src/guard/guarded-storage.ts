import { isAbsolute } from "node:path";
import { setImmediate } from "node:timers/promises";
import type {
  Storage,
  StorageCapabilities,
  StorageListOptions,
  StoragePage,
  StorageStat,
  StorageWrite,
} from "@tierkreis/core";
import {
  bytesFault,
  createFault,
  isObject,
  nameOf,
  pageFault,
  statFault,
  type AnswerCheck,
} from "./answers.ts";
import { refuseStorage } from "./refuse-drivers.ts";
import { storageFailed, storageFault, storageSilent, type StorageCall } from "./storage-errors.ts";
import { Watch, type Start } from "./watch.ts";

/** Milliseconds that one call of a storage, or one piece of a stream, may take where nobody says. */
const TIMEOUT = 300_000;
/** Pages without a key that may follow one another. */
const EMPTY_PAGES = 1000;
/** Pages after which the event loop gets a turn: a storage in memory would keep signals and timers from it. */
const PAGES_A_TURN = 100;

/** Refuses what is no storage, and guards what is one. */
export function guardStorage(storage: Storage, timeout?: number): GuardedStorage {
  refuseStorage(storage);
  return new GuardedStorage(storage, timeout);
}

const anything: AnswerCheck = () => undefined;

/**
 * Anyone's storage as the engine uses it: what it throws becomes a coded error that names it, an answer that is none is
 * its fault, and a call that does not settle ends.
 */
class GuardedStorage implements Storage {
  readonly specVersion = 1;
  readonly name: string;
  readonly capabilities: StorageCapabilities;
  readonly localPath?: (key: string) => string;
  readonly #storage: Storage;
  readonly #watch: Watch;
  /** By prefix, the pages without a key that came one after the other. */
  readonly #emptyPages = new Map<string, number>();
  #pages = 0;

  constructor(storage: Storage, timeout = TIMEOUT) {
    this.name = storage.name;
    this.capabilities = storage.capabilities;
    this.#storage = storage;
    this.#watch = new Watch(timeout);
    if (storage.capabilities.localFiles) this.localPath = (key) => this.#localPath(key);
  }

  /** Calls get little time from now on: the run is to end. */
  hurry(): void {
    this.#watch.hurry();
  }

  /** Nobody waits any more for the calls that are under way: they must not keep the process. */
  letGo(): void {
    this.#watch.letGo();
  }

  read(key: string): Promise<Uint8Array> {
    return this.#ask(this.#call("read", key), () => this.#storage.read(key), bytesFault);
  }

  write(key: string, value: Uint8Array): Promise<void> {
    return this.#ask(this.#call("write", key), () => this.#storage.write(key, value), anything);
  }

  async *readStream(key: string): AsyncGenerator<Uint8Array, void, void> {
    const call = this.#call("readStream", key);
    const start = async () => iteratorOf(await (this.#storage.readStream(key) as unknown));
    const pieces = await this.#ask(call, start, iteratorFault);
    let left = true;
    try {
      for (;;) {
        left = false;
        const { done, value } = await this.#ask(call, () => pieces.next(), pieceFault);
        left = true;
        if (done === true) return;
        yield value;
      }
    } finally {
      // Only who leaves early has to say so. What that throws changes nothing of what was read.
      if (left) await this.#ask(call, () => pieces.return?.(), anything).catch(() => undefined);
    }
  }

  async writeStream(key: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    const call = this.#call("writeStream", key);
    let state: "reading" | "ended" | { readonly threw: unknown } = "reading";
    const start: Start<unknown> = (alive) => {
      const pieces = async function* () {
        try {
          for await (const piece of source) {
            alive();
            yield piece;
            alive();
          }
          state = "ended";
        } catch (error) {
          state = { threw: error };
          throw error;
        }
      };
      return this.#storage.writeStream(key, pieces());
    };
    const end = () => state;
    try {
      await this.#ask(call, start, anything);
    } catch (error) {
      const ended = end();
      throw typeof ended === "object" ? ended.threw : error;
    }
    const ended = end();
    if (typeof ended === "object") throw ended.threw;
    if (ended === "reading") throw storageFault("settled before it had read its source to the end", call);
  }

  create(key: string, value: Uint8Array): Promise<boolean> {
    return this.#ask(this.#call("create", key), () => this.#storage.create(key, value), createFault);
  }

  link(from: string, to: string): Promise<void> {
    return this.#ask(this.#call("link", to), () => this.#storage.link(from, to), anything);
  }

  stat(key: string): Promise<StorageStat | undefined> {
    return this.#ask(this.#call("stat", key), () => this.#storage.stat(key), statFault);
  }

  async list(prefix: string, options: StorageListOptions = {}): Promise<StoragePage> {
    const call = this.#call("list", prefix);
    const check = pageFault(prefix, options.after ?? "");
    const page = await this.#ask(call, () => this.#storage.list(prefix, options), check);
    if (++this.#pages % PAGES_A_TURN === 0) await setImmediate();
    const empty = this.#countEmpty(prefix, page);
    if (empty <= EMPTY_PAGES) return page;
    this.#emptyPages.delete(prefix);
    throw storageFault(`answered with ${String(empty)} pages in a row without a key, and leads on`, call);
  }

  delete(prefix: string): Promise<void> {
    return this.#ask(this.#call("delete", prefix), () => this.#storage.delete(prefix), anything);
  }

  sync(): Promise<void> {
    return this.#ask(this.#call("sync", ""), () => this.#storage.sync(), anything);
  }

  batch(writes: readonly StorageWrite[]): Promise<void> {
    const call = this.#call("batch", writes[0]?.key ?? "");
    return this.#ask(call, () => this.#storage.batch(writes), anything);
  }

  /** The storage is its owner's to close. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #countEmpty(prefix: string, { keys, next }: StoragePage): number {
    const empty = keys.length > 0 || next === undefined ? 0 : (this.#emptyPages.get(prefix) ?? 0) + 1;
    if (empty > 0) this.#emptyPages.set(prefix, empty);
    else this.#emptyPages.delete(prefix);
    return empty;
  }

  #localPath(key: string): string {
    const call = this.#call("localPath", key);
    let path: unknown;
    try {
      path = this.#storage.localPath?.(key);
    } catch (error) {
      throw storageFailed(error, call);
    }
    if (typeof path === "string" && isAbsolute(path)) return path;
    throw storageFault(`answered with ${nameOf(path)} that is no absolute path`, call);
  }

  #call(operation: string, key: string): StorageCall {
    return { driver: this.name, operation, key };
  }

  async #ask<T>(call: StorageCall, start: Start<T>, fault: AnswerCheck): Promise<T> {
    let answer: T;
    try {
      answer = await this.#watch.settle(start, (why) => storageSilent(why, call));
    } catch (error) {
      throw storageFailed(error, call);
    }
    const wrong = fault(answer);
    if (wrong !== undefined) throw storageFault(`answered with ${wrong}`, call);
    return answer;
  }
}

type Pieces = Pick<AsyncIterator<Uint8Array, unknown>, "next" | "return">;

/** A stream that comes as a promise is none, but what that rejects with must not be lost. What is no iterator is found after it. */
function iteratorOf(stream: unknown): Pieces {
  return (stream as Partial<AsyncIterable<Uint8Array>> | undefined)?.[Symbol.asyncIterator]?.() as Pieces;
}

const iteratorFault: AnswerCheck = (answer) =>
  isObject(answer) && typeof answer["next"] === "function"
    ? undefined
    : "what can not be read with `for await`";

const pieceFault: AnswerCheck = (answer) => {
  if (!isObject(answer)) return `${nameOf(answer)} instead of a piece`;
  return answer["done"] === true ? undefined : bytesFault(answer["value"]);
};
