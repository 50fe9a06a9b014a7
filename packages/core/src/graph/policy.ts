import { constants } from "node:os";
import { z } from "zod";
import type { ErrorCode } from "../errors.ts";
import { RawNumber } from "../value/raw-number.ts";

/** The longest time that a timer takes, in milliseconds: 24 days. */
const LONGEST = 2 ** 31 - 1;

/** A number in a document may be written `1500.0`, which stands for 1500. */
function written<T extends z.ZodType>(schema: T) {
  return z.preprocess((given) => (given instanceof RawNumber ? Number(given.text) : given), schema);
}

const milliseconds = written(z.number().positive().max(LONGEST));
const wait = written(z.number().min(0).max(LONGEST));
const attempts = written(z.int().min(0));

/** The codes of failures that are a task's own: no others are ever tried again. */
const taskCodes: readonly ErrorCode[] = [
  "TKR_TASK_FAILED",
  "TKR_TASK_LOST",
  "TKR_TASK_TIMEOUT",
  "TKR_TASK_UNKNOWN",
  "TKR_OUTPUT_MISSING",
  "TKR_OUTPUT_INVALID",
  "TKR_INPUT_CHANGED",
  "TKR_INPUT_NOT_EXPORTABLE",
  "TKR_VALUE_INVALID",
  "TKR_VALUE_TYPE",
  "TKR_INTEGER_UNSAFE",
  "TKR_WORKER_NAME",
  "TKR_WORKER_UNKNOWN",
  "TKR_WORKER_INVALID",
  "TKR_PORT_NAME",
  "TKR_PORT_COUNT",
  "TKR_EXECUTOR_UNKNOWN",
  "TKR_EXECUTOR_FAULT",
  "TKR_PROGRAM_NOT_STARTED",
  "TKR_PROGRAM_MISSING",
  "TKR_ENVIRONMENT_FAILED",
  "TKR_SPAWNER_FAULT",
];

const failure = written(z.union([z.number(), z.string()])).refine(isFailure, {
  error: `an exit status from 1 to 255, a signal such as "SIGKILL", or the code of a task's failure such as "TKR_TASK_TIMEOUT"`,
});

function isFailure(mark: number | string): boolean {
  if (typeof mark === "number") return Number.isInteger(mark) && mark >= 1 && mark <= 255;
  return Object.hasOwn(constants.signals, mark) || (taskCodes as readonly string[]).includes(mark);
}

/** Which failures of a task are tried again, how often, and after which waits. */
export const retryPolicySchema = z.strictObject({
  /** Further attempts after the first failure. */
  limit: attempts,
  /** Milliseconds before the second attempt. Default 1000. */
  delay: wait.optional(),
  /** How many times longer each wait is than the one before. Default 2. */
  factor: written(z.number().min(1)).optional(),
  /** The longest wait, in milliseconds. Default 60,000. */
  maxDelay: wait.optional(),
  /** Up to which share each wait is shortened at random, so that tasks which failed together do not come back together. Default 0.5. */
  jitter: written(z.number().min(0).max(1)).optional(),
  /**
   * Only these failures: exit statuses (`75`), signals (`"SIGKILL"`) and error codes (`"TKR_TASK_TIMEOUT"`). Default: every failure
   * that is the task's own.
   */
  on: z.array(failure).min(1).optional(),
});

/** What a task asks for beyond its inputs: how often it may be tried, how long it may take, what it needs. */
export const taskPolicySchema = z.strictObject({
  /** Further attempts after the first failure, or more about them. Default 0. */
  retry: z.union([attempts, retryPolicySchema]).optional(),
  /** Milliseconds an attempt may take. Default: no limit. */
  timeout: milliseconds.optional(),
  /** Milliseconds an attempt may go on without a sign of life: a line in its log, or a change of its outputs. Default: no limit. */
  idleTimeout: milliseconds.optional(),
  /** What a task needs of the machine while it runs. */
  resources: z
    .strictObject({
      /** Places that it takes of the run's `concurrency`; one that asks for more than there are runs alone. Default 1. */
      cpus: written(z.number().positive()).optional(),
      /** Bytes that it takes of the run's `memory`. Default 0. */
      memory: written(z.number().min(0)).optional(),
    })
    .optional(),
});

export type RetryPolicy = z.infer<typeof retryPolicySchema>;
export type TaskPolicy = z.infer<typeof taskPolicySchema>;
