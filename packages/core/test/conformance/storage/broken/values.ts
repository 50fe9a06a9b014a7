import { buffer } from "node:stream/consumers";
import { setImmediate, setTimeout } from "node:timers/promises";
import { defineStorage, listPage, notFound, type Storage } from "@tierkreis/core";
import { block, inMemory, inTable, type BrokenStorages } from "./broken.ts";

/** What becomes of values. */
export const brokenValues: BrokenStorages = {
  "shows half of a value while it writes": inMemory(["visibility"], ({ write }) => ({
    write: async (key, value) => {
      await write(key, value.slice(0, value.length / 2));
      await setImmediate();
      await write(key, value);
    },
  })),
  "shows half of a value to other processes, and leaves it when it is killed": inTable(
    ["crash", "visibility"],
    ({ write, writeStream }) => {
      const torn = async (key: string, value: Uint8Array): Promise<void> => {
        const half = write(key, value.slice(0, value.length / 2));
        // Most of the time that a killed process has is spent here.
        if (key.startsWith("victim-")) block(100);
        else if (value.length > 1000) block(3);
        await Promise.all([half, write(key, value)]);
      };
      return {
        write: torn,
        writeStream: async (key, source) =>
          key.startsWith("victim-") ? torn(key, await buffer(source)) : writeStream(key, source),
      };
    },
  ),
  "leaves the rest of a longer value behind a shorter one": inMemory(
    ["values", "visibility"],
    ({ read, stat, write }) => ({
      write: async (key, value) => {
        const old = (await stat(key)) === undefined ? value : await read(key);
        await write(key, new Uint8Array(Buffer.concat([value, old.subarray(value.length)])));
      },
    }),
  ),
  "hands out the array that it keeps": (() => ({
    groups: ["streams", "values"],
    make: (): Storage => {
      const values = new Map<string, Uint8Array>();
      return defineStorage({
        name: "shared",
        read: async (key) => {
          const value = values.get(key);
          if (value === undefined) throw notFound("shared", key);
          return value;
        },
        write: async (key, value) => void values.set(key, value),
        create: async (key, value) => !values.has(key) && values.set(key, value).has(key),
        list: async (prefix, options) => listPage(values.keys(), prefix, options),
        delete: async (prefix) => {
          for (const key of values.keys()) if (key.startsWith(prefix)) values.delete(key);
        },
      });
    },
  }))(),
  "passes values through text": inMemory(["values"], ({ write }) => ({
    write: async (key, value) =>
      write(
        key,
        value.length < 100 || value.length >= 1000 ? value : Buffer.from(new TextDecoder().decode(value)),
      ),
  })),
  "drops the zeros at the end of a large value": inMemory(["values"], ({ write }) => ({
    write: async (key, value) => {
      const end = value.length > 1_000_000 ? value.findLastIndex((byte) => byte !== 0) + 1 : value.length;
      await write(key, value.subarray(0, end));
    },
  })),
  "says the size in blocks of a disk": inMemory(["values", "visibility"], ({ stat }) => ({
    stat: async (key) => {
      const size = (await stat(key))?.size;
      return size === undefined ? undefined : { size: Math.ceil(size / 512) * 512 };
    },
  })),
  "links a large value after it said so": inMemory(["links"], ({ link, stat }) => ({
    link: async (from, to) => {
      if (((await stat(from))?.size ?? 0) < 1_000_000) await link(from, to);
      else void setTimeout(20).then(async () => link(from, to).catch(() => undefined));
    },
  })),
  "lets a link see what is written to its value later": (() => ({
    groups: ["links"],
    make: (): Storage => {
      const boxes = new Map<string, { value: Uint8Array }>();
      const boxOf = (key: string): { value: Uint8Array } => {
        const box = boxes.get(key);
        if (box === undefined) throw notFound("boxes", key);
        return box;
      };
      const put = (key: string, value: Uint8Array): void => {
        const box = boxes.get(key);
        if (box === undefined) boxes.set(key, { value });
        else box.value = value;
      };
      return defineStorage({
        name: "boxes",
        read: async (key) => new Uint8Array(boxOf(key).value),
        write: async (key, value) => {
          put(key, value);
        },
        create: async (key, value) => !boxes.has(key) && boxes.set(key, { value }).has(key),
        link: async (from, to) => void boxes.set(to, boxOf(from)),
        list: async (prefix, options) => listPage(boxes.keys(), prefix, options),
        delete: async (prefix) => {
          for (const key of boxes.keys()) if (key.startsWith(prefix)) boxes.delete(key);
        },
      });
    },
  }))(),
};
