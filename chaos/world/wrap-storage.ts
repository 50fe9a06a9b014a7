import type { Storage } from "@tierkreis/core";

/** One operation that is asked of a storage. A piece of a stream is one of its own. */
export interface Operation {
  readonly name:
    Exclude<keyof Storage, "specVersion" | "name" | "capabilities" | "localPath" | "close"> | "piece";
  readonly key: string;
}

/** Does an operation, or something before it, after it, or instead. */
export type Around = <T>(operation: Operation, action: () => Promise<T>) => Promise<T>;

/** True for operations that change what is stored. */
export function isChange({ name }: Operation): boolean {
  return !["read", "readStream", "stat", "list"].includes(name);
}

/** A storage whose every operation goes through a function. */
export function wrapStorage(inner: Storage, around: Around): Storage {
  const { name, capabilities } = inner;
  return {
    specVersion: 1,
    name,
    capabilities,
    read: (key) => around({ name: "read", key }, () => inner.read(key)),
    write: (key, value) => around({ name: "write", key }, () => inner.write(key, value)),
    create: (key, value) => around({ name: "create", key }, () => inner.create(key, value)),
    link: (from, to) => around({ name: "link", key: to }, () => inner.link(from, to)),
    stat: (key) => around({ name: "stat", key }, () => inner.stat(key)),
    list: (prefix, options) => around({ name: "list", key: prefix }, () => inner.list(prefix, options)),
    delete: (prefix) => around({ name: "delete", key: prefix }, () => inner.delete(prefix)),
    sync: () => around({ name: "sync", key: "" }, () => inner.sync()),
    batch: (writes) => around({ name: "batch", key: writes[0]?.key ?? "" }, () => inner.batch(writes)),
    readStream: async function* (key) {
      const pieces = inner.readStream(key)[Symbol.asyncIterator]();
      let left = true;
      try {
        for (;;) {
          left = false;
          const piece = await around({ name: "readStream", key }, () => pieces.next());
          left = true;
          if (piece.done === true) return;
          yield piece.value;
        }
      } finally {
        if (left) await pieces.return?.();
      }
    },
    writeStream: (key, source) =>
      around({ name: "writeStream", key }, () => inner.writeStream(key, throughPieces(key, source, around))),
    ...(inner.localPath && { localPath: (key: string) => inner.localPath?.(key) ?? "" }),
    close: () => inner.close(),
  };
}

async function* throughPieces(
  key: string,
  source: AsyncIterable<Uint8Array>,
  around: Around,
): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    yield await around({ name: "piece", key }, () => Promise.resolve(piece));
  }
}
