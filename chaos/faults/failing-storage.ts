import { TierkreisError, type Storage } from "@tierkreis/core";
import { isChange, wrapStorage, type Operation } from "../world/wrap-storage.ts";

/** What a medium may refuse with. A full or read-only one still reads. */
export const errnos = ["ENOSPC", "EIO", "EACCES", "EMFILE", "EROFS"] as const;
type Errno = (typeof errnos)[number];

/** Which operations fail. */
export interface Fault {
  readonly errno: Errno;
  /** The first that fails, of those that the errno can meet, from 1. */
  readonly at: number;
  /** All later ones fail too. */
  readonly lasting: boolean;
}

/** A storage whose medium is at fault, and what became of the fault. */
export interface FailingStorage {
  readonly storage: Storage;
  /** True when the fault has met an operation. */
  readonly hasFailed: () => boolean;
}

/** @param onFault Called, and waited for, before the first operation fails. */
export function failingStorage(
  inner: Storage,
  { errno, at, lasting }: Fault,
  onFault: () => Promise<void>,
): FailingStorage {
  let count = 0;
  const meets = (operation: Operation) => isChange(operation) || !["ENOSPC", "EROFS"].includes(errno);
  const storage = wrapStorage(inner, async (operation, action) => {
    if (!meets(operation)) return action();
    count++;
    if (count < at || (count > at && !lasting)) return action();
    if (count === at) await onFault();
    throw refused(inner.name, operation, errno);
  });
  return { storage, hasFailed: () => count >= at };
}

/** As a driver says it. */
function refused(name: string, { name: operation, key }: Operation, errno: Errno): TierkreisError {
  const cause = Object.assign(new Error(`${errno}: made up, ${operation}`), { code: errno });
  const message = `Could not ${operation} ${JSON.stringify(key)} in ${name}: ${errno}.`;
  return new TierkreisError("TKR_STORAGE_FAILED", message, { key, errno, cause });
}
