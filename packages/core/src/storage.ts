/**
 * What a storage can do, as data. The engine chooses by it and the conformance suite skips by it, by nothing else.
 */
export interface StorageCapabilities {
  /**
   * Each key is a file of this machine at {@link Storage.localPath}, and a whole file put there (renamed, or written by a
   * program that has ended) is that key's value. Programs then read and write values in place, without copies.
   */
  readonly localFiles: boolean;
  /** `link` takes the same time and space for a value of any size. */
  readonly cheapLink: boolean;
  /** After `sync` everything written before it survives a power loss. Without this, only a crash of the process. */
  readonly durable: boolean;
  /** Values may be larger than memory: `readStream` and `writeStream` never hold one whole. */
  readonly streams: boolean;
  /** Values outlive the storage object: a storage opened again at the same place, also by another process, finds them. */
  readonly persistent: boolean;
}

/** What `stat` tells. */
export interface StorageStat {
  /** The size of the value in bytes. */
  readonly size: number;
}

/** One page of `list`. */
export interface StoragePage {
  /** Keys in ascending order of their UTF-16 code units (JavaScript's `<`). */
  readonly keys: readonly string[];
  /** Give this as `after` for the next page; absent on the last page. */
  readonly next?: string;
}

/** One write of a batch. */
export interface StorageWrite {
  readonly key: string;
  readonly value: Uint8Array;
}

/**
 * A flat store of byte values under string keys: all that Tierkreis asks of a disk, a database or an object store.
 *
 * **Keys** are `/`-separated segments that satisfy `checkKey`; other keys are refused with `TKR_KEY_INVALID`. No key is a
 * folder of another (`a` and `a/b` are never both written).
 * **Visibility**: a value is seen whole or not at all, also by other processes and after `kill -9`; a write that has
 * settled is seen by every later call. **Concurrency**: all methods may run at once, on any keys; of two writes of one key
 * one wins whole. **Errors**: `TKR_STORAGE_NOT_FOUND` for a key that is not there, `TKR_STORAGE_FAILED` for anything the
 * medium refuses (full, read-only, gone) with the cause kept and the key named; never a partial effect that a reader sees.
 * Any method may do its work before it returns: promises are the contract's form, not a promise of another thread.
 */
export interface Storage {
  readonly specVersion: 1;
  /** A short name for messages, such as `fs:checkpoints`. */
  readonly name: string;
  readonly capabilities: StorageCapabilities;

  /** The whole value. */
  read(key: string): Promise<Uint8Array>;
  /** Writes the value, replacing any. The storage may keep the array: the caller does not change it afterwards. */
  write(key: string, value: Uint8Array): Promise<void>;
  /** The value in pieces, each the reader's own. A missing key is an error on the first piece. Leaving the loop early frees what it holds. */
  readStream(key: string): AsyncIterable<Uint8Array>;
  /** Writes a value given in pieces. Nothing becomes visible before the last piece; a source that throws leaves no trace. */
  writeStream(key: string, source: AsyncIterable<Uint8Array>): Promise<void>;
  /** Writes only when the key is not there: exactly one of any number of racers gets `true`, the others `false`. */
  create(key: string, value: Uint8Array): Promise<boolean>;
  /**
   * Makes `to` hold the value of `from`, replacing any. Later writes or deletes of one do not change the other.
   * May copy, but never shows `to` half-made.
   */
  link(from: string, to: string): Promise<void>;
  /** The value's size, or `undefined` when the key is not there. */
  stat(key: string): Promise<StorageStat | undefined>;
  /**
   * Keys that start with `prefix` and, when given, come after `after`; at most `limit` (default 1000) of them.
   * `prefix` is a plain string prefix: `a/1` finds `a/1` and `a/10`; end it with `/` to mean a folder; `""` is everything.
   * A prefix that no key can start with (`../`, `a//`) is `TKR_KEY_INVALID`: see `checkPrefix`.
   */
  list(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<StoragePage>;
  /** Removes every key that starts with `prefix` (a plain string prefix, as in `list`). None there is no error. */
  delete(prefix: string): Promise<void>;
  /** Settles when everything written before the call survives what {@link StorageCapabilities.durable} says. */
  sync(): Promise<void>;
  /** Writes all, each whole or not at all; in order, so that when one is visible those before it are. */
  batch(writes: readonly StorageWrite[]): Promise<void>;
  /** The absolute path of the key's file; there exactly when `capabilities.localFiles`. The folder may not exist yet. */
  localPath?(key: string): string;
  /** Frees what the storage holds. Later calls fail with `TKR_STORAGE_CLOSED`. Closing twice is fine. */
  close?(): Promise<void>;
}
