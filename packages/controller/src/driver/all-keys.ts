import type { Storage } from "@tierkreis/core";

/** All keys that start with a prefix, page by page. */
export async function* allKeys(storage: Storage, prefix: string): AsyncGenerator<string, void, void> {
  let after: string | undefined;
  do {
    const page = await storage.list(prefix, after === undefined ? {} : { after });
    yield* page.keys;
    after = page.next;
  } while (after !== undefined);
}
