import type { Storage } from "@tierkreis/core";
import { allKeysOf, inMemory, type Broken, type BrokenStorages } from "./broken.ts";

/** Takes another key for each. */
const renaming = (rename: (key: string) => string): Broken =>
  inMemory(["keys"], (correct) => ({
    read: async (key) => correct.read(rename(key)),
    write: async (key, value) => correct.write(rename(key), value),
    create: async (key, value) => correct.create(rename(key), value),
    stat: async (key) => correct.stat(rename(key)),
    list: async (prefix, options) => correct.list(rename(prefix), options),
    delete: async (prefix) => correct.delete(rename(prefix)),
    batch: async (writes) => correct.batch(writes.map(({ key, value }) => ({ key: rename(key), value }))),
  }));

const decoded = (key: string): string => {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
};

const withoutSpaces = (key: string): string =>
  key
    .split("/")
    .map((segment) => segment.trim() || segment)
    .join("/");

const rejectLong = (correct: Storage) => ({
  write: async (key: string, value: Uint8Array) => {
    await correct.stat(key);
    if (key.length > 600) throw new Error("ENAMETOOLONG");
    await correct.write(key, value);
  },
});

const keepLong = (correct: Storage) => ({
  delete: async (prefix: string) => {
    const long = (await allKeysOf(correct, prefix)).filter((key) => key.length > 600);
    const kept = await Promise.all(long.map(async (key) => ({ key, value: await correct.read(key) })));
    await correct.delete(prefix);
    await correct.batch(kept);
  },
});

/** What becomes of keys. */
export const brokenKeys: BrokenStorages = {
  "takes keys of one look for one key (NFC)": renaming((key) => key.normalize("NFC")),
  "does not tell upper from lower case": renaming((key) => key.toLowerCase()),
  "decodes % in keys": renaming(decoded),
  "trims segments": renaming(withoutSpaces),
  "refuses long keys": inMemory(["keys"], rejectLong),
  "keeps long keys when it deletes": inMemory(["keys"], keepLong),
};
