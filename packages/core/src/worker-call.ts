import { z } from "zod";

/**
 * The call-args file of the worker contract, as Tierkreis for Python writes it (its only argument is this file's path).
 * Ours holds absolute paths throughout; a reader joins relative ones to `TKR_DIR`.
 */
export const workerCallSchema = z.object({
  /** The bare task name. */
  function_name: z.string(),
  /** Port to file with the value. */
  inputs: z.record(z.string(), z.string()),
  /** Port to file to write. */
  outputs: z.record(z.string(), z.string()),
  output_dir: z.string(),
  done_path: z.string(),
  error_path: z.string(),
  logs_path: z.string().nullish(),
});

export type WorkerCall = z.infer<typeof workerCallSchema>;
