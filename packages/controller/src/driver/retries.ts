import type { RetryPolicy, TierkreisError } from "@tierkreis/core";

/** A retry policy with everything said. */
export interface RetryRule {
  readonly limit: number;
  readonly delay: number;
  readonly factor: number;
  readonly maxDelay: number;
  readonly jitter: number;
  readonly on: RetryPolicy["on"];
}

/** The rule of a policy; a number is only how often. */
export function retryRule(retry: number | RetryPolicy): RetryRule {
  const policy = typeof retry === "number" ? { limit: retry } : retry;
  const { limit, delay = 1000, factor = 2, maxDelay = 60_000, jitter = 0.5, on } = policy;
  return { limit, delay, factor, maxDelay, jitter, on };
}

/** True when a task that failed like this is to be tried again, had it attempts left. */
export function isTriedAgain({ on }: RetryRule, error: TierkreisError): boolean {
  if (on === undefined) return true;
  const { exitCode, signal } = error.details;
  return [error.code, exitCode, signal].some((mark) => mark !== undefined && on.includes(mark));
}

/**
 * Milliseconds before the `retry`-th further attempt (from 1): each wait longer than the one before, up to the longest, and
 * shortened by up to its jitter's share.
 *
 * @param random From 0 up to 1.
 */
export function waitBefore(
  { delay, factor, maxDelay, jitter }: RetryRule,
  retry: number,
  random: number,
): number {
  const whole = Math.min(delay * factor ** (retry - 1), maxDelay);
  return whole * (1 - jitter * random);
}
