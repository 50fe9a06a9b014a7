import { TierkreisError } from "./errors.ts";
import { checkKey, checkPrefix } from "./keys.ts";
import { checkLimit } from "./list-page.ts";
import { storageClosed, storageFailed } from "./storage-errors.ts";
import type { Storage, StorageCapabilities, StorageListOptions, StoragePage } from "./storage.ts";

/** What a storage must bring itself. The rest has defaults, each of which it may bring too, better. */
export type StorageParts = Pick<Storage, "name" | "read" | "write" | "create" | "delete"> &
  Partial<Omit<Storage, "specVersion" | "capabilities" | "list">> & {
    readonly capabilities?: Partial<StorageCapabilities>;
    /** As {@link Storage.list}, with every option filled in. */
    list(prefix: string, options: Required<StorageListOptions>): Promise<StoragePage>;
  };

const none: StorageCapabilities = {
  localFiles: false,
  cheapLink: false,
  durable: false,
  streams: false,
  persistent: false,
};

/**
 * A storage from its essential parts. They see only valid keys, prefixes and limits, and nothing after `close`; what they
 * throw without a code becomes `TKR_STORAGE_FAILED`. The defaults: streams and links pass through memory, `stat` reads the
 * value, `batch` writes one after the other, `sync` has nothing to do.
 */
export function defineStorage(parts: StorageParts): Storage {
  const { name } = parts;
  let isClosed = false;

  const begin = (key: string): void => {
    if (isClosed) throw storageClosed(name, key);
  };
  const failed = (cause: unknown, operation: string, key: string): TierkreisError =>
    storageFailed(cause, { storage: name, operation, key });
  const ask = async <T>(operation: string, key: string, action: () => Promise<T>): Promise<T> => {
    begin(key);
    try {
      return await action();
    } catch (error) {
      throw failed(error, operation, key);
    }
  };
  const askKey = async <T>(operation: string, key: string, action: () => Promise<T>): Promise<T> => {
    checkKey(key);
    return ask(operation, key, action);
  };

  return {
    specVersion: 1,
    name,
    capabilities: { ...none, ...parts.capabilities },
    read: async (key) => askKey("read", key, () => parts.read(key)),
    write: async (key, value) => askKey("write", key, () => parts.write(key, value)),
    create: async (key, value) => askKey("create", key, () => parts.create(key, value)),
    stat: async (key) => askKey("stat", key, () => (parts.stat ? parts.stat(key) : sizeOf(parts, key))),
    readStream: async function* (key) {
      checkKey(key);
      begin(key);
      try {
        if (parts.readStream) yield* parts.readStream(key);
        else yield await parts.read(key);
      } catch (error) {
        throw failed(error, "read", key);
      }
    },
    writeStream: async (key, source) => {
      checkKey(key);
      begin(key);
      let broken: { readonly by: unknown } | undefined;
      const pieces = watched(source, (thrown) => (broken = { by: thrown }));
      try {
        await (parts.writeStream ? parts.writeStream(key, pieces) : parts.write(key, await collect(pieces)));
      } catch (error) {
        throw broken === undefined ? failed(error, "write", key) : broken.by;
      }
    },
    link: async (from, to) => {
      checkKey(from);
      await askKey("link a value to", to, async () =>
        parts.link ? parts.link(from, to) : parts.write(to, await parts.read(from)),
      );
    },
    list: async (prefix, { after = "", limit = 1000 } = {}) => {
      checkPrefix(prefix);
      checkLimit(limit);
      return ask("list", prefix, () => parts.list(prefix, { after, limit }));
    },
    delete: async (prefix) => {
      checkPrefix(prefix);
      await ask("delete", prefix, () => parts.delete(prefix));
    },
    sync: async () => ask("sync", "", async () => parts.sync?.()),
    batch: async (writes) => {
      for (const { key } of writes) checkKey(key);
      if (parts.batch) return ask("write", writes[0]?.key ?? "", async () => parts.batch?.(writes));
      begin("");
      for (const { key, value } of writes) await ask("write", key, () => parts.write(key, value));
    },
    ...(parts.localPath && {
      localPath: (key: string) => {
        checkKey(key);
        begin(key);
        return parts.localPath?.(key) ?? "";
      },
    }),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await parts.close?.();
    },
  };
}

/** Hands on the pieces, and tells of an error that is the source's own. */
async function* watched(
  source: AsyncIterable<Uint8Array>,
  onError: (thrown: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of source) yield piece;
  } catch (thrown) {
    onError(thrown);
    throw thrown;
  }
}

async function sizeOf(parts: StorageParts, key: string): Promise<{ size: number } | undefined> {
  try {
    return { size: (await parts.read(key)).length };
  } catch (error) {
    if (TierkreisError.isInstance(error) && error.code === "TKR_STORAGE_NOT_FOUND") return undefined;
    throw error;
  }
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(new Uint8Array(piece)); // `slice` of a Buffer is no copy.
  return new Uint8Array(Buffer.concat(pieces));
}
