import { closeSync, openSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { TierkreisError } from "@tierkreis/core";
import { inMemory, type BrokenStorages } from "./broken.ts";

/** What becomes of streams. */
export const brokenStreams: BrokenStorages = {
  "shows a stream before its last piece": inMemory(["streams", "visibility"], ({ write, writeStream }) => ({
    writeStream: async (key, source) => {
      let value = new Uint8Array();
      const growing = async function* () {
        for await (const piece of source) {
          value = Buffer.concat([value, piece]);
          await write(key, value);
          yield piece;
        }
      };
      await writeStream(key, growing());
    },
  })),
  "keeps a stream in memory, and claims not to": inMemory(["streams"], ({ capabilities }) => ({
    capabilities: { ...capabilities, streams: true },
  })),
  "keeps the pieces of a source as they are": inMemory(["streams"], ({ writeStream, write }) => ({
    writeStream: async (key, source) => {
      const pieces: Uint8Array[] = [];
      const kept = async function* () {
        for await (const piece of source) {
          pieces.push(piece);
          yield piece;
        }
      };
      await writeStream(key, kept());
      await write(key, Buffer.concat(pieces));
    },
  })),
  "wraps the error of a source": inMemory(["streams"], ({ writeStream }) => ({
    writeStream: async (key, source) =>
      writeStream(key, source).catch((cause: unknown) => {
        if (TierkreisError.isInstance(cause)) throw cause;
        throw new TierkreisError("TKR_STORAGE_FAILED", "The stream failed.", { key, cause });
      }),
  })),
  "keeps files open for readers that left": inMemory(["streams"], ({ readStream }) => ({
    readStream: async function* (key) {
      const file = openSync("/dev/null", "r");
      for await (const piece of readStream(key)) yield piece;
      closeSync(file);
    },
  })),
  "mixes two values for a reader": inMemory(["deleting", "visibility"], ({ read }) => ({
    readStream: async function* (key) {
      let { length } = await read(key);
      for (let at = 0; at < length; at += 500_000) {
        const now = await read(key);
        length = now.length;
        yield now.slice(at, at + 500_000);
        await setImmediate();
      }
    },
  })),
};
