import type { TaskEnd } from "@tierkreis/core";
import { z } from "zod";

/** What an executor may settle with: others write executors too. */
export const taskEndSchema: z.ZodType<TaskEnd> = z.discriminatedUnion("status", [
  z.object({ status: z.literal("ok") }),
  z.object({ status: z.literal("exit"), exitCode: z.int() }),
  z.object({ status: z.literal("signal"), signal: z.string() }),
  z.object({ status: z.literal("error"), error: z.custom<Error>((error) => error instanceof Error) }),
  z.object({ status: z.literal("lost"), reason: z.string() }),
]);
