import { errnoOf, TierkreisError, type ErrorCode } from "@tierkreis/core";
import { cureFor } from "../driver/cure.ts";
import { wordsOf } from "../driver/failures.ts";

/** One call of a storage's method. */
export interface StorageCall {
  readonly driver: string;
  readonly operation: string;
  /** The key or prefix. */
  readonly key: string;
}

/** Codes that a storage may reject with: everything else it throws is its failure, whatever code it has. */
const ofStorages: readonly ErrorCode[] = [
  "TKR_KEY_INVALID",
  "TKR_STORAGE_NOT_FOUND",
  "TKR_STORAGE_FAILED",
  "TKR_STORAGE_FAULT",
  "TKR_STORAGE_CLOSED",
];

/** The operations whose keys have to be there. */
const needsKey: readonly string[] = ["read", "readStream", "link"];

/** What a storage threw, as a coded error that names it. */
export function storageFailed(thrown: unknown, call: StorageCall): TierkreisError {
  if (TierkreisError.isInstance(thrown) && ofStorages.includes(thrown.code)) {
    if (thrown.code !== "TKR_STORAGE_NOT_FOUND" || needsKey.includes(call.operation)) return thrown;
    return storageFault("failed because a key is not there, which is no reason for it", call, thrown);
  }
  const errno = errnoOf(thrown);
  const cure = errno === undefined ? "" : `. ${cureFor(errno)}`;
  return new TierkreisError("TKR_STORAGE_FAILED", `${named(call)} failed: ${wordsOf(thrown)}${cure}`, {
    ...call,
    ...(errno === undefined ? {} : { errno }),
    cause: thrown,
  });
}

/** A storage that did not answer; `why` follows its name and the call. */
export function storageSilent(why: string, call: StorageCall): TierkreisError {
  const message = `${named(call)} ${why}. Look at what it connects to, or allow more with \`storageTimeout\`.`;
  return new TierkreisError("TKR_STORAGE_FAILED", message, call);
}

/** A storage that broke its contract; `how` follows its name and the call. */
export function storageFault(how: string, call: StorageCall, cause?: unknown): TierkreisError {
  const message = `The storage ${call.driver} is at fault: ${asked(call)} ${how}.`;
  return new TierkreisError("TKR_STORAGE_FAULT", message, { ...call, cause });
}

function named(call: StorageCall): string {
  return `The storage ${call.driver}: ${asked(call)}`;
}

function asked({ operation, key }: StorageCall): string {
  return `\`${operation}\` of ${JSON.stringify(key)}`;
}
