import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { TierkreisError } from "@tierkreis/core";
import { block, inMemory, inTable, type BrokenStorages } from "./broken.ts";

/** What becomes of calls at once, and of what a dead process leaves. */
export const brokenRaces: BrokenStorages = {
  "looks before it creates": inMemory(["create"], ({ stat, write }) => ({
    create: async (key, value) => {
      if ((await stat(key)) !== undefined) return false;
      await write(key, value);
      return true;
    },
  })),
  "looks before it creates, and only other processes can come between": inTable(
    ["create"],
    ({ stat, create, write }) => {
      const taken = new Set<string>();
      return {
        create: async (key, value) => {
          if (!key.startsWith("race/") || taken.has(key)) return create(key, value);
          taken.add(key);
          if ((await stat(key)) !== undefined) return false;
          block(5);
          await write(key, value);
          return true;
        },
      };
    },
  ),
  "creates over an empty value": inMemory(["create"], ({ stat, create, write }) => ({
    create: async (key, value) => {
      if ((await stat(key))?.size !== 0) return create(key, value);
      await write(key, value);
      return true;
    },
  })),
  "creates a key again that has the same value": inMemory(["create"], ({ create, read }) => ({
    create: async (key, value) =>
      (await create(key, value)) || (value.length > 0 && Buffer.compare(await read(key), value) === 0),
  })),
  "stays locked when its owner is killed": inTable(["crash"], (correct, place) => {
    const lock = join(place, "lock");
    return {
      write: async (key, value) => {
        for (let tries = 0; existsSync(lock); tries += 1) {
          if (tries === 300) throw new TierkreisError("TKR_STORAGE_FAILED", `${lock} is there.`, { key });
          block(1);
        }
        writeFileSync(lock, "");
        if (key.startsWith("victim-")) block(50);
        const written = correct.write(key, value);
        rmSync(lock, { force: true });
        await written;
      },
    };
  }),
  "says that it has written before it has": inTable(["crash"], (correct) => ({
    write: async (key, value) => {
      if (!key.startsWith("victim-")) return correct.write(key, value);
      void setImmediate().then(async () => correct.write(key, value).catch(() => undefined));
      return undefined;
    },
  })),
  "forgets keys that are written at once": inMemory(["concurrency"], (correct) => {
    const written = new Set<string>();
    let index: readonly string[] = [];
    return {
      write: async (key, value) => {
        await correct.write(key, value);
        const before = index;
        await setImmediate();
        index = [...before, key];
        written.add(key);
      },
      list: async (prefix, options) => {
        const page = await correct.list(prefix, options);
        return { ...page, keys: page.keys.filter((key) => !written.has(key) || index.includes(key)) };
      },
    };
  }),
  "gathers all streams in one array": inMemory(["concurrency", "streams"], ({ stat, writeStream }) => {
    let gathered: Uint8Array[] = [];
    return {
      writeStream: async (key, source) => {
        await stat(key);
        gathered = [];
        for await (const piece of source) gathered.push(new Uint8Array(piece));
        await writeStream(
          key,
          (async function* () {
            for (const piece of gathered) yield piece;
          })(),
        );
      },
    };
  }),
};
