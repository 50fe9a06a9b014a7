import { workerCallSchema, type Storage } from "@tierkreis/core";
import { z } from "zod";
import { decodeFailure } from "../driver/failure-record.ts";
import { decodeRecord } from "../driver/record.ts";

const nodeSchema = z.object({ function_name: z.string() });

/** What is stored of an attempt says whose it is: `worker.task`, the task alone, or `undefined` when nothing can be read. */
export async function readTaskName(storage: Storage, prefix: string): Promise<string | undefined> {
  for (const [name, read] of readers) {
    const key = `${prefix}${name}`;
    if ((await storage.stat(key)) === undefined) continue;
    const found = read(await storage.read(key));
    if (found !== undefined) return found;
  }
  return undefined;
}

const readers: readonly (readonly [string, (bytes: Uint8Array) => string | undefined])[] = [
  ["_done", (bytes) => nameOf(decodeRecord(bytes))],
  ["_error", (bytes) => nameOf(decodeFailure(bytes))],
  // Tierkreis for Python stores the node.
  ["nodedef", (bytes) => parse(nodeSchema, bytes)?.function_name],
  ["definition", (bytes) => parse(workerCallSchema, bytes)?.function_name],
];

function nameOf(record: { readonly worker: string; readonly task: string } | undefined): string | undefined {
  return record === undefined ? undefined : `${record.worker}.${record.task}`;
}

function parse<T>(schema: z.ZodType<T>, bytes: Uint8Array): T | undefined {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}
