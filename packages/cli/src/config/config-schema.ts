import { retryPolicySchema } from "@tierkreis/core";
import { z } from "zod";
import { LONGEST, parseDuration } from "../commands/arguments.ts";
import type { ExecutorFactory, StorageFactory } from "./config.ts";

/** A text has a unit: without one a flag means seconds, and the configuration's numbers are milliseconds. */
const time = z.union([
  z.number().positive().max(LONGEST),
  z.string().refine((text) => /[a-z]$/.test(text) && millisecondsOf(text) !== undefined),
]);
const places = z.int().min(1);

function factories<T>() {
  return z.record(
    z.string(),
    z.custom<T>((value) => typeof value === "function", "Expected a function"),
  );
}

/** How many tasks run at once, in all and of some kind. */
export const concurrencySchema = z.strictObject({
  tasks: places.optional(),
  memory: places.optional(),
  executors: z.record(z.string(), places).optional(),
  workers: z.record(z.string(), places).optional(),
});

/** What a configuration may say; unknown words are errors, because a misspelt one would be silent. */
export const configSchema = z.strictObject({
  graph: z.string().min(1).optional(),
  storage: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9+.-]*:/, "Expected <scheme>:<rest>, such as fs:checkpoints")
    .optional(),
  registry: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  storages: factories<StorageFactory>().optional(),
  workers: factories<ExecutorFactory>().optional(),
  launchers: factories<ExecutorFactory>().optional(),
  concurrency: z.union([places, concurrencySchema]).optional(),
  retry: z.union([z.int().min(0), retryPolicySchema]).optional(),
  timeout: time.optional(),
  idleTimeout: time.optional(),
  onFailure: z.enum(["finish", "failFast", "keepGoing"]).optional(),
  record: z.enum(["tasks", "all"]).optional(),
  fsync: z.boolean().optional(),
});

function millisecondsOf(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch {
    return undefined;
  }
}
