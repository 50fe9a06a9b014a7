import { defineStorage, listPage, notFound, TierkreisError, type StorageParts } from "@tierkreis/core";
import { expect, it } from "vitest";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function parts(more: Partial<StorageParts> = {}): StorageParts {
  const values = new Map<string, Uint8Array>();
  return {
    name: "map",
    read: async (key) => {
      const value = values.get(key);
      if (value === undefined) throw notFound("map", key);
      return value.slice();
    },
    write: async (key, value) => void values.set(key, value),
    create: async (key, value) => !values.has(key) && values.set(key, value).has(key),
    list: async (prefix, options) => listPage(values.keys(), prefix, options),
    delete: async (prefix) => {
      for (const key of values.keys()) if (key.startsWith(prefix)) values.delete(key);
    },
    ...more,
  };
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield bytes(text);
}

it("declares nothing that the parts do not", () => {
  const storage = defineStorage(parts({ capabilities: { streams: true } }));
  expect(storage.specVersion).toBe(1);
  expect(storage.capabilities).toEqual({
    localFiles: false,
    cheapLink: false,
    durable: false,
    streams: true,
    persistent: false,
  });
  expect("localPath" in storage).toBe(false);
});

it("fills every option of a listing in", async () => {
  const asked: unknown[] = [];
  const storage = defineStorage(
    parts({ list: async (prefix, options) => (asked.push([prefix, options]), { keys: [] }) }),
  );
  await storage.list("a/");
  await storage.list("", { after: "b", limit: 2 });
  expect(asked).toEqual([
    ["a/", { after: "", limit: 1000 }],
    ["", { after: "b", limit: 2 }],
  ]);
  for (const limit of [0, -1, 1.5, NaN]) await expect(storage.list("", { limit })).rejects.toThrow(TypeError);
});

it("says which call failed when a part throws something without a code", async () => {
  const cause = new Error("the line is cut");
  const fail = () => Promise.reject(cause);
  const storage = defineStorage(parts({ read: fail, write: fail, list: fail, delete: fail, sync: fail }));
  const failed = (words: string, key: string): unknown =>
    expect.objectContaining({
      code: "TKR_STORAGE_FAILED",
      message: `Could not ${words} in map: the line is cut`,
      details: { key },
      cause,
    });
  await expect(storage.read("a")).rejects.toEqual(failed('read "a"', "a"));
  await expect(storage.write("a/b", bytes("x"))).rejects.toEqual(failed('write "a/b"', "a/b"));
  await expect(storage.batch([{ key: "b", value: bytes("x") }])).rejects.toEqual(failed('write "b"', "b"));
  await expect(storage.stat("a")).rejects.toEqual(failed('stat "a"', "a"));
  await expect(storage.list("a/")).rejects.toEqual(failed('list "a/"', "a/"));
  await expect(storage.delete("a/")).rejects.toEqual(failed('delete "a/"', "a/"));
  await expect(storage.sync()).rejects.toEqual(failed('sync ""', ""));
  await expect(storage.readStream("a")[Symbol.asyncIterator]().next()).rejects.toEqual(
    failed('read "a"', "a"),
  );
});

it("hands on errors that have a code, and those of a source, as they are", async () => {
  const coded = new TierkreisError("TKR_STORAGE_FAILED", "full", { key: "a" });
  const storage = defineStorage(parts({ write: () => Promise.reject(coded) }));
  await expect(storage.write("a", bytes("x"))).rejects.toBe(coded);
  const broken = new Error("the source broke");
  const source = async function* () {
    yield* pieces("a");
    throw broken;
  };
  await expect(storage.writeStream("a", source())).rejects.toBe(broken);
  const wrapping = defineStorage(
    parts({
      writeStream: async (_key, given) => {
        for await (const piece of given) expect(piece).toEqual(bytes("a"));
      },
    }),
  );
  await expect(wrapping.writeStream("a", source())).rejects.toBe(broken);
});

it("ends a source that its part leaves early", async () => {
  let ended = false;
  const storage = defineStorage(
    parts({
      writeStream: async (_key, source) => {
        for await (const piece of source) throw new Error(`no room for ${piece.length}`);
      },
    }),
  );
  const source = async function* () {
    try {
      yield* pieces("a", "b");
    } finally {
      ended = true;
    }
  };
  await expect(storage.writeStream("a", source())).rejects.toMatchObject({ code: "TKR_STORAGE_FAILED" });
  expect(ended).toBe(true);
});

it("keeps methods of a class with their object", async () => {
  class Counter {
    #calls = 0;
    readonly name = "counter";
    readonly #inner = parts();
    read = this.#inner.read;
    write = this.#inner.write;
    create = this.#inner.create;
    list = this.#inner.list;
    delete = this.#inner.delete;
    async stat(): Promise<{ size: number }> {
      return { size: ++this.#calls };
    }
  }
  const storage = defineStorage(new Counter());
  await storage.stat("a");
  expect(await storage.stat("a")).toEqual({ size: 2 });
});

it("closes its parts once, and lets nothing through afterwards", async () => {
  let closed = 0;
  const storage = defineStorage(parts({ close: async () => void (closed += 1) }));
  await storage.write("a", bytes("x"));
  await storage.close();
  await storage.close();
  expect(closed).toBe(1);
  await expect(storage.read("a")).rejects.toMatchObject({
    code: "TKR_STORAGE_CLOSED",
    details: { key: "a" },
  });
  await expect(storage.batch([])).rejects.toMatchObject({ code: "TKR_STORAGE_CLOSED" });
});
