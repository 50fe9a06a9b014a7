import { defineStorage, listPage, notFound, type Storage } from "@tierkreis/core";

/** A storage of a few lines, for tests of what is written on top of the contract. */
export function memoryStorage(): Storage {
  const values = new Map<string, Uint8Array>();
  return defineStorage({
    name: "memory",
    read: async (key) => {
      const value = values.get(key);
      if (value === undefined) throw notFound("memory", key);
      return new Uint8Array(value);
    },
    write: async (key, value) => void values.set(key, value),
    create: async (key, value) => {
      if (values.has(key)) return false;
      values.set(key, value);
      return true;
    },
    list: async (prefix, options) => listPage(values.keys(), prefix, options),
    delete: async (prefix) => {
      for (const key of values.keys()) if (key.startsWith(prefix)) values.delete(key);
    },
  });
}
