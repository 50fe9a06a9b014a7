import { inspect } from "node:util";
import { TierkreisError, type TaskEnd } from "@tierkreis/core";
import { z } from "zod";
import { executorFault, type Asked } from "./executor-fault.ts";
import { isReadable } from "./readable.ts";

/** Bytes of `details`: they are in the record of every task. */
const DETAILS = 4096;

/** What an executor may settle with: others write executors too. */
const taskEndSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("ok") }),
  z.object({ status: z.literal("exit"), exitCode: z.int() }),
  z.object({ status: z.literal("signal"), signal: z.string() }),
  z.object({
    status: z.literal("error"),
    error: z.custom<Error>((error) => error instanceof Error && isReadable(error)),
  }),
  z.object({ status: z.literal("lost"), reason: z.string() }),
]);

/** Reads what an executor settled with; what is no end of a task is its fault. */
export function readTaskEnd(end: unknown, asked: Asked): TaskEnd {
  try {
    const read = taskEndSchema.parse(end);
    const { details } = end as TaskEnd;
    return details === undefined ? read : { ...read, details: plainJson(details, asked) };
  } catch (error) {
    const isKept = isReadable(error);
    if (isKept && TierkreisError.isInstance(error)) throw error;
    throw executorFault(
      `settled with what is no end of a task: ${shown(end)}`,
      asked,
      isKept ? error : undefined,
    );
  }
}

function shown(end: unknown): string {
  try {
    return inspect(end, { depth: 1, breakLength: Infinity, customInspect: false }).slice(0, 200);
  } catch {
    return "it can not even be printed";
  }
}

function plainJson(details: unknown, asked: Asked): NonNullable<TaskEnd["details"]> {
  const text = jsonText(details);
  if (typeof text !== "string") throw executorFault("settled with details that are no JSON", asked);
  if (Buffer.byteLength(text) > DETAILS)
    throw executorFault(`settled with details of more than ${String(DETAILS)} bytes`, asked);
  return JSON.parse(text) as NonNullable<TaskEnd["details"]>;
}

function jsonText(details: unknown): unknown {
  try {
    return JSON.stringify(details);
  } catch {
    return undefined;
  }
}
