import type { Random } from "../world/random.ts";

/** How the storage treats one life. */
export interface TroublePlan {
  /** Milliseconds that an operation usually takes. */
  readonly latency: number;
  /** The share of operations that take a thousand times as long. */
  readonly slow: number;
  /** The share of operations that fail. */
  readonly failing: number;
  /** From this operation on all fail. */
  readonly brokenFrom: number;
  /** This operation never answers. */
  readonly silentAt: number;
}

export const noTrouble: TroublePlan = {
  latency: 0.2,
  slow: 0,
  failing: 0,
  brokenFrom: Infinity,
  silentAt: Infinity,
};

/** Mostly a good storage, sometimes a slow one, sometimes one that fails once, now and then, or for good. */
export function randomTrouble(random: Random): TroublePlan {
  const latency = random.pick([0.01, 1, 1, 30]);
  const plan = { ...noTrouble, latency, slow: random.pick([0, 0, 0, 0.01]) };
  switch (random.below(8)) {
    case 0:
      return { ...plan, failing: random.pick([0.003, 0.03]) };
    case 1:
      return { ...plan, brokenFrom: 1 + random.below(120) };
    case 2:
      return { ...plan, silentAt: 1 + random.below(120) };
    default:
      return plan;
  }
}
