import { setImmediate } from "node:timers/promises";
import { allKeysOf, inMemory, inTable, type BrokenStorages } from "./broken.ts";

const folderOf = (prefix: string): string => prefix.replace(/\/$/, "");

/** What becomes of lists, deletes and batches. */
export const brokenLists: BrokenStorages = {
  "lists the neighbours of a folder too": inMemory(["listing"], ({ list }) => ({
    list: async (prefix, options) => {
      await list(prefix);
      return list(folderOf(prefix), options);
    },
  })),
  "takes % and _ in a prefix for anything": inMemory(["listing"], ({ list }) => ({
    list: async (prefix, options) => {
      if (!/[%_]/.test(prefix)) return list(prefix, options);
      const escaped = prefix
        .replace(/[\[\]*.]/g, "\\$&")
        .replaceAll("%", ".*")
        .replaceAll("_", ".");
      const fits = new RegExp(`^${escaped}`);
      return { keys: (await list("")).keys.filter((key) => fits.test(key)) };
    },
  })),
  "loses the key at the border of a page": inMemory(["listing"], ({ list }) => ({
    list: async (prefix, options) => {
      const page = await list(prefix, options);
      if (page.next === undefined) return page;
      const [lost = page.next] = (await list(prefix, { after: page.next, limit: 1 })).keys;
      return { keys: page.keys, next: lost };
    },
  })),
  "begins a page with the last key of the one before": inMemory(["listing"], ({ list }) => ({
    list: async (prefix, { after = "", limit = 1000 } = {}) => {
      await list(prefix, { limit });
      const { keys } = await list(prefix, { limit: Number.MAX_SAFE_INTEGER });
      const rest = keys.filter((key) => key >= after);
      return rest.length <= limit
        ? { keys: rest }
        : { keys: rest.slice(0, limit), next: rest[limit - 1] ?? "" };
    },
  })),
  "ends after the first page": inMemory(["listing"], ({ list }) => ({
    list: async (prefix, options) => ({ keys: (await list(prefix, options)).keys }),
  })),
  "gives one page of 1000 keys to who asks for more": inMemory(["listing"], ({ list }) => ({
    list: async (prefix, options) => {
      const page = await list(prefix, options);
      return page.keys.length <= 1000 ? page : { keys: page.keys.slice(0, 1000) };
    },
  })),
  "sorts by code units": inMemory(["listing"], (correct) => ({
    list: async (prefix, { after = "", limit = 1000 } = {}) => {
      await correct.list(prefix, { limit });
      const all = (await allKeysOf(correct, prefix)).sort().filter((key) => key > after);
      return all.length <= limit ? { keys: all } : { keys: all.slice(0, limit), next: all[limit - 1] ?? "" };
    },
  })),
  "lists what was there when it was opened": inTable(["reopening"], (correct) => {
    const own = new Set<string>();
    const before = allKeysOf(correct, "");
    const noted = <T>(key: string, result: T): T => {
      own.add(key);
      return result;
    };
    return {
      write: async (key, value) => correct.write(noted(key, key), value),
      writeStream: async (key, source) => correct.writeStream(noted(key, key), source),
      create: async (key, value) => correct.create(noted(key, key), value),
      link: async (from, to) => correct.link(from, noted(to, to)),
      batch: async (writes) => correct.batch(writes.map((write) => noted(write.key, write))),
      list: async (prefix, options) => {
        const known = new Set([...own, ...(await before)]);
        const page = await correct.list(prefix, options);
        return { ...page, keys: page.keys.filter((key) => known.has(key)) };
      },
    };
  }),
  "deletes the neighbours of a folder too": inMemory(["deleting"], (correct) => ({
    delete: async (prefix) => {
      await correct.list(prefix);
      await correct.delete(folderOf(prefix));
    },
  })),
  "deletes behind a stream that is being written": inMemory(["deleting"], (correct) => {
    const deleted: string[] = [];
    return {
      delete: async (prefix) => {
        deleted.push(prefix);
        await correct.delete(prefix);
      },
      writeStream: async (key, source) => {
        const seen = deleted.length;
        await correct.writeStream(key, source);
        for (const prefix of deleted.slice(seen)) await correct.delete(prefix);
      },
    };
  }),
  "writes a batch in another order": inMemory(["batches"], ({ batch, write }) => ({
    batch: async (writes) => {
      await batch([]);
      for (const { key, value } of writes.toReversed()) {
        await write(key, value);
        await setImmediate();
      }
    },
  })),
  "writes what comes before an invalid key": inMemory(["batches", "errors"], ({ batch, write }) => ({
    batch: async (writes) => {
      if (writes.length === 0) await batch(writes);
      for (const { key, value } of writes) await write(key, value);
    },
  })),
};
