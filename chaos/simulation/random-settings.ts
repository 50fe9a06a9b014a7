import type { RunOptions } from "@tierkreis/controller";
import type { RetryPolicy } from "@tierkreis/core";
import type { Random } from "../world/random.ts";

/** What a life of the run is started with, beside what the world gives it. */
export type Settings = Pick<
  RunOptions,
  "concurrency" | "retry" | "timeout" | "idleTimeout" | "onFailure" | "fsync" | "record" | "storageTimeout"
>;

export function randomSettings(random: Random): Settings {
  return {
    concurrency: random.chance(0.5)
      ? 1 + random.below(4)
      : {
          tasks: 1 + random.below(4),
          ...(random.chance(0.5) && { memory: 100 }),
          executors: random.chance(0.5) ? { survivor: 1 } : {},
          workers: random.chance(0.5) ? { plain: 1, remnant: 2 } : {},
        },
    retry: random.chance(0.4) ? 0 : randomRetry(random),
    ...(random.chance(0.2) && { timeout: random.pick([200, 1000, 5000]) }),
    ...(random.chance(0.1) && { idleTimeout: random.pick([200, 1000, 5000]) }),
    onFailure: random.pick(["finish", "failFast", "keepGoing"]),
    fsync: random.chance(0.3),
    record: random.chance(0.1) ? "all" : "tasks",
    ...(random.chance(0.5) && { storageTimeout: random.pick([5000, 30_000]) }),
  };
}

export function randomRetry(random: Random): number | RetryPolicy {
  const limit = 1 + random.below(3);
  if (random.chance(0.3)) return limit;
  return {
    limit,
    delay: random.pick([0, 20, 500, 3000]),
    factor: random.pick([1, 2, 3]),
    maxDelay: random.pick([100, 2000, 60_000]),
    jitter: random.pick([0, 0.5, 1]),
    ...(random.chance(0.4) && { on: [random.pick<number | string>([75, "TKR_TASK_TIMEOUT", "SIGKILL"])] }),
  };
}
