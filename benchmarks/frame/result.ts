import { z } from "zod";

/** What was measured, as `--json` writes it. Values are medians of the rounds. */
export const resultSchema = z.strictObject({
  id: z.string(),
  what: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  /** What was done for comparison, in words. */
  yardstick: z.string().nullable(),
  yardstickValue: z.number().nullable(),
  /** The median of the ratios of the rounds: what disturbs a round disturbs both. */
  ratio: z.number().nullable(),
  /** In words. */
  goal: z.string().nullable(),
  holds: z.boolean().nullable(),
  /** The least and the most of the value. */
  spread: z.tuple([z.number(), z.number()]).nullable(),
  ratioSpread: z.tuple([z.number(), z.number()]).nullable(),
  /** Why there is no value. */
  missing: z.string().optional(),
});

export type Result = z.infer<typeof resultSchema>;

export const resultsSchema = z.array(resultSchema);
