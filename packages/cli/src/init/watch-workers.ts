import { watch } from "node:fs";

/** An editor writes a file in several steps: what comes within this time is one change. In milliseconds. */
const QUIET = 150;

/** What we and Python write ourselves, and what belongs to tools. */
const ours = /(?:^|\/)(?:api\.ts(?:\..*)?|uv\.lock|\.[^/]*|__pycache__|node_modules)(?:\/|$)|\.pyc$/;

/** The names of workers in which something has changed; `undefined` for a change that may be in any. */
type Changed = ReadonlySet<string | undefined>;

/**
 * Calls `act` once for all workers and then for those that change, until the signal says stop. One call at a time; what changes
 * meanwhile is told to the next. Rejects when the folder can not be watched, or a call does.
 */
export async function watchWorkers(
  folder: string,
  act: (changed: Changed) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let changed = new Set<string | undefined>([undefined]);
  let woken = Promise.withResolvers<undefined>();
  const stopped = new Promise<void>((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  const watcher = watch(folder, { recursive: true }, (_, name) => {
    if (name !== null && ours.test(name)) return;
    changed.add(name?.split("/")[0]);
    woken.resolve(undefined);
  });
  watcher.once("error", (error) => woken.reject(error));
  try {
    while (!signal.aborted) {
      const told = changed;
      changed = new Set();
      if (told.size > 0) await Promise.race([act(told), stopped]);
      await Promise.race([woken.promise, stopped]);
      woken = Promise.withResolvers<undefined>();
      await Promise.race([new Promise((resolve) => setTimeout(resolve, QUIET)), stopped]);
    }
  } finally {
    watcher.close();
  }
}
