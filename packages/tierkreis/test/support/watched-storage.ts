import { defineStorage, listPage, notFound, type Storage } from "@tierkreis/core";

/** A storage in memory that notes what is asked of it. */
export interface WatchedStorage {
  readonly storage: Storage;
  readonly values: ReadonlyMap<string, Uint8Array>;
  /** `<method> <key>`, in order. */
  readonly calls: string[];
}

export function watchedStorage(): WatchedStorage {
  const values = new Map<string, Uint8Array>();
  const calls: string[] = [];
  const read = (key: string) => {
    const value = values.get(key);
    if (value === undefined) throw notFound("watched", key);
    return value;
  };
  const storage = defineStorage({
    name: "watched",
    read: async (key) => {
      calls.push(`read ${key}`);
      return read(key);
    },
    write: async (key, value) => {
      calls.push(`write ${key}`);
      values.set(key, value);
    },
    create: async (key, value) => {
      calls.push(`create ${key}`);
      return !values.has(key) && values.set(key, value) === values;
    },
    link: async (from, to) => {
      calls.push(`link ${to}`);
      values.set(to, read(from));
    },
    stat: async (key) => {
      calls.push(`stat ${key}`);
      const value = values.get(key);
      return value && { size: value.length };
    },
    list: async (prefix, options) => {
      calls.push(`list ${prefix}`);
      return listPage(values.keys(), prefix, options);
    },
    delete: async (prefix) => {
      calls.push(`delete ${prefix}`);
      for (const key of [...values.keys()]) if (key.startsWith(prefix)) values.delete(key);
    },
  });
  return { storage, values, calls };
}
