import { join } from "node:path";
import { defineStorage } from "@tierkreis/core";
import { inMemory, type BrokenStorages } from "./broken.ts";

/** What it says about itself. */
export const brokenClaims: BrokenStorages = {
  "follows a contract of another version": inMemory(["declaration"], () => ({ specVersion: 2 as 1 })),
  "leaves a capability out": inMemory(["declaration"], () => ({
    capabilities: { localFiles: false, cheapLink: false, durable: false, streams: false } as never,
  })),
  "claims local files, and keeps none": inMemory(["files"], (correct, place) =>
    defineStorage({
      ...correct,
      capabilities: { localFiles: true },
      localPath: (key) => join(place, key),
    }),
  ),
  "claims cheap links, and copies": inMemory(["links"], ({ capabilities }) => ({
    capabilities: { ...capabilities, cheapLink: true },
  })),
  "claims to be persistent, and forgets": inMemory(
    ["batches", "closing", "crash", "create", "reopening", "visibility"],
    ({ capabilities }) => ({ capabilities: { ...capabilities, persistent: true } }),
  ),
};
