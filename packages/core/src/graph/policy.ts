import { z } from "zod";

/** The longest time that a timer takes, in milliseconds: 24 days. */
const LONGEST = 2 ** 31 - 1;

const milliseconds = z.number().positive().max(LONGEST);

/** Which failures of a task are tried again, how often, and after which waits. */
export const retryPolicySchema = z.strictObject({
  /** Further attempts after the first failure. */
  limit: z.int().min(0),
  /** Milliseconds before the second attempt. Default 1000. */
  delay: z.number().min(0).max(LONGEST).optional(),
  /** How many times longer each wait is than the one before. Default 2. */
  factor: z.number().min(1).optional(),
  /** The longest wait, in milliseconds. Default 60,000. */
  maxDelay: z.number().min(0).max(LONGEST).optional(),
  /** Up to which share each wait is shortened at random, so that tasks which failed together do not come back together. Default 0.5. */
  jitter: z.number().min(0).max(1).optional(),
  /**
   * Only these failures: exit statuses (`75`), signals (`"SIGKILL"`) and error codes (`"TKR_TASK_TIMEOUT"`). Default: every failure
   * that is the task's own.
   */
  on: z.array(z.union([z.int(), z.string()])).optional(),
});

/** What a task asks for beyond its inputs: how often it may be tried, how long it may take, what it needs. */
export const taskPolicySchema = z.strictObject({
  /** Further attempts after the first failure, or more about them. Default 0. */
  retry: z.union([z.int().min(0), retryPolicySchema]).optional(),
  /** Milliseconds an attempt may take. Default: no limit. */
  timeout: milliseconds.optional(),
  /** Milliseconds an attempt may go on without a sign of life: a line in its log, or a change of its outputs. Default: no limit. */
  idleTimeout: milliseconds.optional(),
  /** What a task needs of the machine while it runs. */
  resources: z
    .strictObject({
      /** Places that it takes of the run's `concurrency`; one that asks for more than there are runs alone. Default 1. */
      cpus: z.number().positive().optional(),
      /** Bytes that it takes of the run's `memory`. Default 0. */
      memory: z.number().min(0).optional(),
    })
    .optional(),
});

export type RetryPolicy = z.infer<typeof retryPolicySchema>;
export type TaskPolicy = z.infer<typeof taskPolicySchema>;
