import { defineStorage, notFound, type Storage } from "@tierkreis/core";

/** A storage in memory, so that a measure of the engine holds no disk. */
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
      const absent = !values.has(key);
      if (absent) values.set(key, value);
      return Promise.resolve(absent);
    },
    list: (prefix) => Promise.resolve({ keys: keysFrom(prefix) }),
    delete: (prefix) => {
      for (const key of keysFrom(prefix)) values.delete(key);
      return Promise.resolve();
    },
  });
}
