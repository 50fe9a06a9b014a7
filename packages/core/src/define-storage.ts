import { TierkreisError } from "./errors.ts";
import { checkKey, checkPrefix } from "./keys.ts";
import type { Storage, StorageCapabilities } from "./storage.ts";

/** What a storage must bring itself. The rest has defaults, each of which it may bring too, better. */
export type StorageParts = Pick<Storage, "name" | "read" | "write" | "create" | "list" | "delete"> &
  Partial<Omit<Storage, "specVersion" | "capabilities">> & {
    readonly capabilities?: Partial<StorageCapabilities>;
  };

const none: StorageCapabilities = {
  localFiles: false,
  cheapLink: false,
  durable: false,
  streams: false,
  persistent: false,
};

/**
 * A storage from its essential parts. Keys are checked before any part sees them. The defaults: streams and links pass
 * through memory, `stat` reads the value, `batch` writes one after the other, `sync` has nothing to do.
 */
export function defineStorage(parts: StorageParts): Storage {
  const { name, localPath, close } = parts;
  const whole: Omit<Required<StorageParts>, "localPath" | "close" | "capabilities"> = {
    readStream: async function* (key) {
      yield await parts.read(key);
    },
    writeStream: async (key, source) => parts.write(key, await collect(source)),
    link: async (from, to) => parts.write(to, await parts.read(from)),
    stat: async (key) => sizeOf(parts, key),
    sync: () => Promise.resolve(),
    batch: async (writes) => {
      for (const { key, value } of writes) await parts.write(key, value);
    },
    ...parts,
  };
  return {
    specVersion: 1,
    name,
    capabilities: { ...none, ...parts.capabilities },
    read: async (key) => whole.read(checked(key)),
    write: async (key, value) => whole.write(checked(key), value),
    readStream: (key) => whole.readStream(checked(key)),
    writeStream: async (key, source) => whole.writeStream(checked(key), source),
    create: async (key, value) => whole.create(checked(key), value),
    link: async (from, to) => whole.link(checked(from), checked(to)),
    stat: async (key) => whole.stat(checked(key)),
    list: async (prefix, options) => whole.list(checkedPrefix(prefix), options),
    delete: async (prefix) => whole.delete(checkedPrefix(prefix)),
    sync: async () => whole.sync(),
    batch: async (writes) => {
      for (const { key } of writes) checkKey(key);
      await whole.batch(writes);
    },
    ...(localPath === undefined ? {} : { localPath: (key: string) => localPath.call(parts, checked(key)) }),
    ...(close === undefined ? {} : { close: () => close.call(parts) }),
  };
}

/** The error for a key that is not there. */
export function notFound(storage: string, key: string): TierkreisError {
  return new TierkreisError(
    "TKR_STORAGE_NOT_FOUND",
    `There is no value under the key ${JSON.stringify(key)} in ${storage}.`,
    { key },
  );
}

function checkedPrefix(prefix: string): string {
  checkPrefix(prefix);
  return prefix;
}

function checked(key: string): string {
  checkKey(key);
  return key;
}

async function sizeOf(parts: StorageParts, key: string): Promise<{ size: number } | undefined> {
  const page = await parts.list(key, { limit: 1 });
  return page.keys[0] === key ? { size: (await parts.read(key)).length } : undefined;
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece.slice());
  return Buffer.concat(pieces);
}
