import { join } from "node:path";
import type { Storage } from "@tierkreis/core";
import { FileStorage } from "@tierkreis/storage-fs";
import { MemoryStorage } from "@tierkreis/storage-memory";
import { SqliteStorage } from "@tierkreis/storage-sqlite";

export type StorageKind = "files" | "sqlite" | "memory";

/** Opens the storage of a point, whose things lie in the folder. */
export function openStorage(kind: StorageKind, folder: string): Storage {
  switch (kind) {
    case "files":
      return new FileStorage({ directory: join(folder, "checkpoints") });
    case "sqlite":
      return new SqliteStorage({ file: join(folder, "checkpoints.sqlite") });
    case "memory":
      return new MemoryStorage();
  }
}
