import { join } from "node:path";
import { SqliteStorage } from "@tierkreis/storage-sqlite";

export function makeStorage(place: string): SqliteStorage {
  return new SqliteStorage({ file: join(place, "checkpoints.sqlite") });
}
