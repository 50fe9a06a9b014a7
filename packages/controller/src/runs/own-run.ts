import { RunLock } from "@tierkreis/core";
import { asError } from "../driver/failures.ts";
import type { RunPlace } from "../driver/run-place.ts";

/**
 * Does something as the run's owner. Throws `TKR_RUN_LOCKED` while somebody else is, and `TKR_RUN_LOST` when somebody else took the
 * run over meanwhile, because this process was paused.
 */
export async function ownRun<T>(
  { storage, keys }: RunPlace,
  action: (lock: RunLock) => Promise<T>,
): Promise<T> {
  const lock = await RunLock.acquire(storage, keys);
  const doubt = Promise.withResolvers<never>();
  lock.keepAlive(
    () => Promise.resolve(),
    (error) => {
      doubt.reject(asError(error));
    },
  );
  try {
    return await Promise.race([action(lock), doubt.promise]);
  } finally {
    await lock.release().catch(() => undefined);
  }
}
