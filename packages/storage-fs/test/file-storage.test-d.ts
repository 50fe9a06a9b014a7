import type { Storage } from "@tierkreis/core";
import { FileStorage, type FileStorageOptions } from "@tierkreis/storage-fs";
import { expectTypeOf, it } from "vitest";

it("is a storage", () => {
  expectTypeOf<FileStorage>().toExtend<Storage>();
  expectTypeOf<FileStorage>().toExtend<AsyncDisposable>();
  expectTypeOf<FileStorageOptions>().toEqualTypeOf<{
    readonly directory?: string | undefined;
    readonly fsync?: boolean | undefined;
  }>();
  new FileStorage();
  // @ts-expect-error the directory is a path
  new FileStorage({ directory: 1 });
  // @ts-expect-error there is no such option
  new FileStorage({ root: "x" });
});
