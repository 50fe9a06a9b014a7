export { FileStorage } from "./file-storage.ts";
export type { FileStorageOptions } from "./options.ts";
