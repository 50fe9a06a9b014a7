import { messageOf, TierkreisError } from "./errors.ts";

/** The error for a key that is not there. */
export function notFound(storage: string, key: string): TierkreisError {
  return new TierkreisError(
    "TKR_STORAGE_NOT_FOUND",
    `There is no value under the key ${JSON.stringify(key)} in ${storage}.`,
    { key },
  );
}

/** The error for a call after `close`. */
export function storageClosed(storage: string, key: string): TierkreisError {
  return new TierkreisError("TKR_STORAGE_CLOSED", `${storage} is closed. Open it again to go on.`, { key });
}

/** What was asked of a storage when something failed. */
export interface StorageCall {
  readonly storage: string;
  readonly operation: string;
  /** The key or prefix. */
  readonly key: string;
}

/** `TKR_STORAGE_FAILED` around what a medium threw; an error that has a code of ours already is handed on. */
export function storageFailed(cause: unknown, { storage, operation, key }: StorageCall): TierkreisError {
  if (TierkreisError.isInstance(cause)) return cause;
  return new TierkreisError(
    "TKR_STORAGE_FAILED",
    `Could not ${operation} ${JSON.stringify(key)} in ${storage}: ${messageOf(cause)}`,
    { key, cause },
  );
}
