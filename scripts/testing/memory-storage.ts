import { defineStorage, notFound, type Storage } from "@tierkreis/core";

/** A storage of a few lines, for tests of what is written on top of the contract. */
export function memoryStorage(): Storage {
  const values = new Map<string, Uint8Array>();
  const keysFrom = (prefix: string) => [...values.keys()].filter((key) => key.startsWith(prefix)).sort();
  return defineStorage({
    name: "memory",
    read: (key) => {
      const value = values.get(key);
      return value === undefined ? Promise.reject(notFound("memory", key)) : Promise.resolve(value);
    },
    write: (key, value) => {
      values.set(key, value);
      return Promise.resolve();
    },
    create: (key, value) => {
      if (values.has(key)) return Promise.resolve(false);
      values.set(key, value);
      return Promise.resolve(true);
    },
    list: (prefix, { after = "", limit = 1000 } = {}) => {
      const keys = keysFrom(prefix).filter((key) => key > after);
      const page = keys.slice(0, limit);
      const last = page.at(-1);
      return Promise.resolve(
        last !== undefined && keys.length > limit ? { keys: page, next: last } : { keys: page },
      );
    },
    delete: (prefix) => {
      for (const key of keysFrom(prefix)) values.delete(key);
      return Promise.resolve();
    },
  });
}
