import type { Storage } from "@tierkreis/core";

/** Every key of a storage, in order. */
export async function* allKeys(storage: Storage): AsyncGenerator<string> {
  for (let after: string | undefined = ""; after !== undefined;) {
    const page = await storage.list("", { after });
    yield* page.keys;
    after = page.next;
  }
}
