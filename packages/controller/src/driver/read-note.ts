import { TierkreisError, type Storage } from "@tierkreis/core";
import type { z } from "zod";

/**
 * A small JSON value, or `undefined` when it is missing or not what was written: of what was not synced, a power loss may leave a
 * torn value.
 */
export async function readNote<T>(
  storage: Storage,
  key: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  if ((await storage.stat(key)) === undefined) return undefined;
  const bytes = await storage.read(key);
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    if (TierkreisError.isInstance(error)) throw error;
    return undefined;
  }
}
