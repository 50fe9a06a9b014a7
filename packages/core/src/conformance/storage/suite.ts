import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Storage } from "../../storage.ts";
import type { ConformanceTest } from "../conformance-test.ts";

/**
 * Opens a storage on the data that lie at `place`, an empty folder of the suite at first. Two calls with one place give two
 * handles on the same data when the storage is `persistent`. A storage that keeps its data elsewhere takes `place` as a name.
 */
export type MakeStorage = (place: string) => Storage | Promise<Storage>;

/** Options of `storageSuite`. */
export interface StorageSuiteOptions {
  /**
   * The module that exports `makeStorage` by this name, such as `new URL("./make-storage.ts", import.meta.url)`: other
   * processes open the storage with it. Needed for storages that are `persistent`.
   */
  readonly module?: URL | string;
}

/** The tests that every storage has to pass, in the order of the contract. */
export function storageSuite(
  makeStorage: MakeStorage,
  _options: StorageSuiteOptions = {},
): readonly ConformanceTest[] {
  return [
    {
      name: "values: reads what was written",
      group: "values",
      timeout: 10_000,
      run: async () => {
        const place = await mkdtemp(join(tmpdir(), "tierkreis-conformance-"));
        const storage = await makeStorage(place);
        try {
          await storage.write("a/b", Uint8Array.of(1, 2, 3));
          assert.deepEqual([...(await storage.read("a/b"))], [1, 2, 3]);
        } finally {
          await storage.close();
          await rm(place, { recursive: true });
        }
      },
    },
  ];
}
