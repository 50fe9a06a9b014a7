import { TierkreisError } from "@tierkreis/core";
import { inMemory, type BrokenStorages } from "./broken.ts";

/** What is said when something is wrong. */
export const brokenErrors: BrokenStorages = {
  "gives an empty value for a missing key": inMemory(
    ["batches", "deleting", "errors", "visibility"],
    ({ read, stat }) => ({
      read: async (key) => ((await stat(key)) === undefined ? new Uint8Array() : read(key)),
    }),
  ),
  "fails without a code when there is nothing to link": inMemory(["errors"], ({ link }) => ({
    link: async (from, to) =>
      link(from, to).catch((error: unknown) => {
        throw TierkreisError.isInstance(error) && error.code === "TKR_STORAGE_NOT_FOUND"
          ? new Error(`ENOENT: ${from}`)
          : error;
      }),
  })),
  "empties a link whose value is missing": inMemory(["errors"], ({ link, delete: remove }) => ({
    link: async (from, to) =>
      link(from, to).catch(async (error: unknown) => {
        if (TierkreisError.isInstance(error) && error.code === "TKR_STORAGE_NOT_FOUND") await remove(to);
        throw error;
      }),
  })),
  "calls a folder of keys a key": inMemory(["errors", "keys"], ({ stat, list }) => ({
    stat: async (key) => {
      const isFolder = async (): Promise<boolean> => (await list(`${key}/`)).keys.length > 0;
      return (await stat(key)) ?? ((await isFolder()) ? { size: 0 } : undefined);
    },
  })),
  "throws from readStream itself": inMemory(["errors"], ({ readStream }) => ({
    readStream: (key) => {
      if (key.startsWith("..")) throw new TierkreisError("TKR_KEY_INVALID", "No key.", { key });
      return readStream(key);
    },
  })),
  "takes any limit": inMemory(["errors"], ({ list }) => ({
    list: async (prefix, { after = "", limit = 1000 } = {}) =>
      list(prefix, { after, limit: Math.max(1, Math.trunc(limit) || 1) }),
  })),
  "goes on after close": inMemory(["closing"], () => ({ close: async () => undefined })),
  "fails when it is closed twice": inMemory(["closing"], ({ close }) => {
    let isClosed = false;
    return {
      close: async () => {
        if (isClosed) throw new TierkreisError("TKR_STORAGE_CLOSED", "It is closed.");
        isClosed = true;
        await close();
      },
    };
  }),
};
