export { SqliteStorage } from "./sqlite-storage.ts";
export type { SqliteStorageOptions } from "./options.ts";
