import { TierkreisError, type Storage } from "@tierkreis/core";

/** A storage that changes nothing any more from some point on, as if its process had been killed there. */
export interface DyingStorage {
  readonly storage: Storage;
  /** Changes made so far; a delete counts one for each key. */
  readonly changes: () => number;
}

/**
 * `onDeath` is called instead of the change after `life` ones; when it returns, that call and all later ones fail. A delete goes key
 * by key, so that it can be cut in the middle.
 */
export function dyingStorage(
  storage: Storage,
  life: number,
  onDeath: () => void = () => undefined,
): DyingStorage {
  let changes = 0;
  let isDead = false;
  const live = () => {
    if (isDead) throw new TierkreisError("TKR_STORAGE_FAILED", "the test's storage is dead");
  };
  const change = () => {
    live();
    if (changes === life) {
      isDead = true;
      onDeath();
      live();
    }
    changes++;
  };
  const dying: Storage = {
    specVersion: 1,
    name: storage.name,
    capabilities: storage.capabilities,
    ...(storage.localPath === undefined
      ? {}
      : { localPath: (key: string) => storage.localPath?.(key) ?? "" }),
    read: async (key) => (live(), storage.read(key)),
    readStream: (key) => (live(), storage.readStream(key)),
    stat: async (key) => (live(), storage.stat(key)),
    list: async (prefix, options) => (live(), storage.list(prefix, options)),
    write: async (key, value) => (change(), storage.write(key, value)),
    writeStream: async (key, source) => (change(), storage.writeStream(key, source)),
    create: async (key, value) => (change(), storage.create(key, value)),
    link: async (from, to) => (change(), storage.link(from, to)),
    batch: async (writes) => (change(), storage.batch(writes)),
    sync: async () => (live(), storage.sync()),
    close: () => storage.close(),
    delete: async (prefix) => {
      live();
      let next: string | undefined = "";
      while (next !== undefined) {
        const page = await storage.list(prefix, { after: next });
        for (const key of page.keys) {
          change();
          await storage.delete(key);
        }
        ({ next } = page);
      }
    },
  };
  return { storage: dying, changes: () => changes };
}
