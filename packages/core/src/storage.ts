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

/** Which page `list` gives. */
export interface StorageListOptions {
  /** Only keys behind this text, which need not be a key. @default "" */
  readonly after?: string;
  /** At most this many keys: a whole number above 0, anything else is a `TypeError`. @default 1000 */
  readonly limit?: number;
}

/** One page of `list`. */
export interface StoragePage {
  /** Keys in ascending order of their code points, which is that of their UTF-8 bytes: see `compareKeys`. */
  readonly keys: readonly string[];
  /** Give this as `after` for the next page; absent on the last page. A page may be short, or empty, and have a next one; over 1000 empty ones in a row are a fault. */
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
 * **Keys** are `/`-separated segments that satisfy `checkKey`; others are refused with `TKR_KEY_INVALID` before anything is
 * done. Keys are equal when their code units are: nothing is folded, normalised or decoded. A prefix of keys is no key: while
 * only `a/b` is written, `a` is not there. No caller writes both; a storage may keep both, or refuse the second.
 * **Atomicity**: a value is seen whole or not at all, also by other processes and after `kill -9`. **Order**: what has
 * settled is seen by every later call, and is there after a crash of the process. **Concurrency**: all methods may run at
 * once, on any keys, also in other processes where values are `persistent`; of two writes of one key one wins whole.
 * **Errors**: `TKR_STORAGE_NOT_FOUND` for a key that is not there, `TKR_STORAGE_FAILED` for anything the medium refuses (full,
 * read-only, gone) with the cause kept; both name the key in `details.key`. What failed changed nothing that a reader sees.
 * **Cancellation**: no method takes a signal. A reader leaves its loop, a source throws; all else runs to its end.
 * Any method may do its work before it returns: promises are the contract's form, not a promise of another thread.
 */
export interface Storage {
  readonly specVersion: 1;
  /** A short name for messages, such as `fs:checkpoints`. */
  readonly name: string;
  readonly capabilities: StorageCapabilities;

  /** The whole value, in an array of the reader's own. */
  read(key: string): Promise<Uint8Array>;
  /** Writes the value, replacing any. The storage may keep the array: the caller does not change it afterwards. */
  write(key: string, value: Uint8Array): Promise<void>;
  /**
   * The value in pieces, each an array of the reader's own. Errors come with the first piece, never from the call. A value
   * replaced or deleted meanwhile is read to its end as it was, or is an error: never a mixture, never cut short.
   * Leaving the loop early frees what it holds.
   */
  readStream(key: string): AsyncIterable<Uint8Array>;
  /**
   * Writes a value given in pieces. Nothing becomes visible before the last piece. A piece is its source's again as soon as
   * the next is asked for. When the source throws, that very error is handed on and nothing has changed.
   */
  writeStream(key: string, source: AsyncIterable<Uint8Array>): Promise<void>;
  /** Writes only when the key is not there: exactly one of any number of racers gets `true`, the others `false`. */
  create(key: string, value: Uint8Array): Promise<boolean>;
  /**
   * Makes `to` hold the value of `from`, replacing any. Later writes and deletes of one do not change the other. May copy,
   * but never shows `to` half-made; a missing `from` changes nothing. To itself, it does nothing.
   */
  link(from: string, to: string): Promise<void>;
  /** The value's size, or `undefined` when the key is not there. */
  stat(key: string): Promise<StorageStat | undefined>;
  /**
   * A page of the keys that start with `prefix`, a plain text: `a/1` finds `a/1` and `a/10`; end it with `/` to mean a folder;
   * `""` is everything. A prefix that no key can start with (`../`, `a//`) is `TKR_KEY_INVALID`: see `checkPrefix`.
   * While others write, each key that is there all the time is listed once; those that come or go may be or not.
   */
  list(prefix: string, options?: StorageListOptions): Promise<StoragePage>;
  /**
   * Removes every key that starts with `prefix`, as `list` takes it: `a` removes `a`, `a/b` and `ab`, and `a/` only `a/b`.
   * None there is no error. Keys go one by one or all at once; those written meanwhile may stay.
   */
  delete(prefix: string): Promise<void>;
  /** Settles when everything that was settled before the call survives what {@link StorageCapabilities.durable} says. */
  sync(): Promise<void>;
  /**
   * Writes all, each whole or not at all, in order: when one is visible, those before it are. An invalid key refuses the
   * whole batch; after another error those before the failed one may be there. The last write of a key counts.
   */
  batch(writes: readonly StorageWrite[]): Promise<void>;
  /**
   * The absolute path of the key's file; there exactly when `capabilities.localFiles`. The folder may not exist yet: who
   * writes makes it. Throws what other methods reject with.
   */
  localPath?(key: string): string;
  /**
   * Frees what the storage holds; calls under way end whole, or with an error. Later calls fail with `TKR_STORAGE_CLOSED`.
   * Closing twice is fine.
   */
  close(): Promise<void>;
}
