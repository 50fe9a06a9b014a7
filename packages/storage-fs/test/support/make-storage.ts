import { join } from "node:path";
import { FileStorage } from "@tierkreis/storage-fs";

/** The directory is made by the storage, as it would be for users. */
export function makeStorage(place: string): FileStorage {
  return new FileStorage({ directory: join(place, "checkpoints") });
}
