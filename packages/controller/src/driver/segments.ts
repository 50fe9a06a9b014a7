import type { Storage } from "@tierkreis/core";

/**
 * What stands between `folder` and the next `/` in the keys below it, each once, in their order; only those that begin with
 * `start`. After one key of a segment the search goes on behind it, however much lies there: a call of the storage for each,
 * or fewer where `page` is about the number of keys below one.
 */
export async function* segments(
  storage: Storage,
  folder: string,
  { start = "", page = 1 }: { readonly start?: string; readonly page?: number } = {},
): AsyncGenerator<string, void, void> {
  let after: string | undefined = "";
  let last: string | undefined;
  while (after !== undefined) {
    const { keys, next } = await storage.list(`${folder}${start}`, { after, limit: page });
    for (const key of keys) {
      const segment = key.slice(folder.length).split("/", 1)[0] ?? "";
      if (segment !== last) yield segment;
      last = segment;
    }
    after = next === undefined ? undefined : behind(folder, next);
  }
}

/** A text behind all keys of the segment that a key is in: `0` is the character behind `/`. */
function behind(folder: string, key: string): string {
  const slash = key.indexOf("/", folder.length);
  return slash === -1 ? key : `${key.slice(0, slash)}0`;
}
