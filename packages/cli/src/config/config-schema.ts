import { retryPolicySchema } from "@tierkreis/core";
import { z } from "zod";
import type { ExecutorFactory, StorageFactory } from "./config.ts";

const LONGEST = 2 ** 31 - 1;
const milliseconds = z.number().positive().max(LONGEST);
const places = z.int().min(1);

function factories<T>() {
  return z.record(
    z.string(),
    z.custom<T>((value) => typeof value === "function", "Expected a function"),
  );
}

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
  concurrency: z
    .union([
      places,
      z.strictObject({
        tasks: places.optional(),
        memory: places.optional(),
        executors: z.record(z.string(), places).optional(),
        workers: z.record(z.string(), places).optional(),
      }),
    ])
    .optional(),
  retry: z.union([z.int().min(0), retryPolicySchema]).optional(),
  timeout: milliseconds.optional(),
  idleTimeout: milliseconds.optional(),
  onFailure: z.enum(["finish", "failFast", "keepGoing"]).optional(),
  record: z.enum(["tasks", "all"]).optional(),
  fsync: z.boolean().optional(),
});
