import { MemoryStorage } from "@tierkreis/storage-memory";

export function makeStorage(): MemoryStorage {
  return new MemoryStorage();
}
