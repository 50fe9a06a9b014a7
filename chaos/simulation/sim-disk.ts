import { defineStorage, listPage, notFound, TierkreisError, type Storage } from "@tierkreis/core";
import type { Client } from "./client.ts";
import type { Ledger } from "./ledger.ts";
import type { World } from "./world.ts";

/** An operation that takes so long may have been given up. */
const PATIENCE_MS = 4000;

/**
 * A storage that all processes share. Operations take effect when they are asked for, or later; what a process asked for before it died
 * may take effect after its death, or never.
 */
export class SimDisk {
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #values = new Map<string, Uint8Array>();

  constructor(world: World, ledger: Ledger) {
    this.#world = world;
    this.#ledger = ledger;
  }

  /** The storage as a process sees it. */
  open(client: Client): Storage {
    const values = this.#values;
    const ledger = this.#ledger;
    const name = "sim:";
    const act = <T>(operation: string, key: string, effect: () => T) =>
      this.#perform(client, `${operation} ${key}`, effect);
    const get = (key: string) => {
      const value = values.get(key);
      if (value === undefined) throw notFound(name, key);
      return value;
    };
    const put = (key: string, value: Uint8Array) => {
      values.set(key, value);
      ledger.wrote(client, key, values);
    };
    return defineStorage({
      name,
      capabilities: { durable: true, persistent: true },
      read: (key) => act("read", key, () => ledger.asSeenBy(client, key, get(key).slice())),
      write: (key, value) => act("write", key, () => put(key, value)),
      create: (key, value) =>
        act("create", key, () => {
          if (values.has(key)) return false;
          put(key, value);
          return true;
        }),
      link: (from, to) => act("link", to, () => put(to, get(from))),
      stat: (key) =>
        act("stat", key, () => {
          const size = values.get(key)?.length;
          return size === undefined ? undefined : { size };
        }),
      list: (prefix, options) => act("list", prefix, () => listPage(values.keys(), prefix, options)),
      delete: (prefix) =>
        act("delete", prefix, () => {
          for (const key of values.keys()) if (key.startsWith(prefix)) values.delete(key);
          ledger.removed(client, prefix);
        }),
      sync: () => act("sync", "", () => undefined),
    });
  }

  #perform<T>(client: Client, what: string, effect: () => T): Promise<T> {
    client.onOperation(what);
    const { time, random } = this.#world;
    const { process, trouble, operations } = client;
    const slow = random.chance(trouble.slow) ? 1000 : 1;
    const duration = trouble.latency * random.next() * 2 * slow;
    const isSilent = operations === trouble.silentAt;
    if (duration > PATIENCE_MS || isSilent) client.reasons.add("TKR_STORAGE_FAILED");
    client.pending++;
    const work = new Promise<T>((resolve, reject) => {
      if (operations >= trouble.brokenFrom || random.chance(trouble.failing)) {
        client.reasons.add("TKR_STORAGE_FAILED");
        this.#world.tell(client.name, `${what} fails`);
        const error = new TierkreisError("TKR_STORAGE_FAILED", "The simulated disk fails.", { errno: "EIO" });
        time.schedule(duration, process, () => reject(error));
        return;
      }
      const take = (after: number) => {
        this.#world.tell(client.name, what);
        const settle = settled(effect, resolve, reject);
        if (!isSilent) time.schedule(after, process, settle);
      };
      if (random.chance(0.5)) {
        take(duration);
        return;
      }
      const lands = random.chance(0.5);
      time.schedule(duration / 2, undefined, () => {
        if (!process.isDead || lands) take(duration / 2);
      });
    });
    return work.finally(() => client.pending--);
  }
}

function settled<T>(
  effect: () => T,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): () => void {
  try {
    const value = effect();
    return () => resolve(value);
  } catch (error) {
    return () => reject(error);
  }
}
