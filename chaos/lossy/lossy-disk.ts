import { defineStorage, listPage, notFound, TierkreisError, type Storage } from "@tierkreis/core";
import type { Random } from "../world/random.ts";

/** A change that is not surely on the disk. */
interface Change {
  readonly key: string;
  /** `undefined` when the key was deleted. */
  readonly value: Uint8Array | undefined;
}

type Values = Map<string, Uint8Array>;

export interface DiskOptions {
  readonly random: Random;
  /** The share of changes after which the system writes back everything of its own accord. */
  readonly writeBack: number;
}

/**
 * A disk behind a page cache. Changes are seen at once, and are surely on the disk after `sync` or when the system wrote them
 * back. At a crash each of the others is there or not: as a first part of them in their order, or any of them. On some disks a
 * value that is there may be torn, as where a file's name is written before its contents: cut short, or its end all zeros.
 */
export class LossyDisk {
  readonly #options: DiskOptions;
  #disk: Values = new Map();
  #seen: Values = new Map();
  #unsynced: Change[] = [];
  /** Of the storage that is open. */
  #power = { on: false };

  constructor(options: DiskOptions) {
    this.#options = options;
  }

  /** A storage on this disk, until the next crash. */
  open(): Storage {
    const power = { on: true };
    this.#power = power;
    return storageOver(this.#seen, (changes) => this.#change(changes), {
      isOn: () => power.on,
      sync: () => this.#writeBack(),
    });
  }

  /** What is there, as a storage to look at. After a crash all of that is on the disk. */
  look(): Storage {
    return readOnly(this.#seen);
  }

  /** The power goes: what is open answers no more, and what was not on the disk may be lost. Says what became of the changes. */
  crash(): string {
    const { random } = this.#options;
    this.#power.on = false;
    const inOrder = random.chance(0.3);
    // Where a name was removed and where one was made may be different places of a disk.
    const share = { made: random.pick([0, 0.1, 0.5, 0.9, 1]), removed: random.pick([0, 0.1, 0.5, 0.9, 1]) };
    const kept = inOrder
      ? this.#unsynced.slice(0, random.below(this.#unsynced.length + 1))
      : this.#unsynced.filter(({ value }) => random.chance(value === undefined ? share.removed : share.made));
    const torn = random.pick([0, 0, 0.1, 0.5]);
    const whole = new Set(this.#disk.values());
    // A value under two names is torn under both.
    const become = new Map<Uint8Array, Uint8Array>();
    const left = kept.map(({ key, value }) => {
      if (value === undefined || whole.has(value)) return { key, value };
      const now = become.get(value) ?? (random.chance(torn) ? tear(value, random) : value);
      become.set(value, now);
      return { key, value: now };
    });
    const how = `${kept.length} of ${this.#unsynced.length} changes kept, ${inOrder ? "in order" : "any"}, torn: ${torn}`;
    apply(this.#disk, left);
    this.#seen = new Map(this.#disk);
    this.#unsynced = [];
    return how;
  }

  #change(changes: readonly Change[]): void {
    apply(this.#seen, changes);
    this.#unsynced.push(...changes);
    if (this.#options.random.chance(this.#options.writeBack)) this.#writeBack();
  }

  #writeBack(): void {
    apply(this.#disk, this.#unsynced);
    this.#unsynced = [];
  }
}

function tear(value: Uint8Array, random: Random): Uint8Array {
  const whole = random.below(value.length + 1);
  if (random.chance(0.5)) return value.slice(0, whole);
  return value.map((byte, index) => (index < whole ? byte : 0));
}

function apply(values: Values, changes: readonly Change[]): void {
  for (const { key, value } of changes) {
    if (value === undefined) values.delete(key);
    else values.set(key, value);
  }
}

interface Power {
  readonly isOn: () => boolean;
  readonly sync: () => void;
}

function storageOver(values: Values, change: (changes: readonly Change[]) => void, power: Power): Storage {
  const name = "lossy:";
  const refuse = () => {
    if (!power.isOn()) throw powerGone();
  };
  const get = (key: string) => {
    refuse();
    const value = values.get(key);
    if (value === undefined) throw notFound(name, key);
    return value;
  };
  const put = (key: string, value: Uint8Array) => {
    refuse();
    change([{ key, value: value.slice() }]);
  };
  return defineStorage({
    name,
    capabilities: { durable: true, persistent: true },
    read: async (key) => get(key).slice(),
    write: async (key, value) => put(key, value),
    create: async (key, value) => {
      refuse();
      if (values.has(key)) return false;
      put(key, value);
      return true;
    },
    link: async (from, to) => {
      change([{ key: to, value: get(from) }]);
    },
    stat: async (key) => {
      refuse();
      const size = values.get(key)?.length;
      return size === undefined ? undefined : { size };
    },
    list: async (prefix, options) => {
      refuse();
      return listPage(values.keys(), prefix, options);
    },
    delete: async (prefix) => {
      refuse();
      const keys = [...values.keys()].filter((key) => key.startsWith(prefix));
      change(keys.map((key) => ({ key, value: undefined })));
    },
    sync: async () => {
      refuse();
      power.sync();
    },
  });
}

/** What a storage answers without power, if it answers. */
export function powerGone(): TierkreisError {
  return new TierkreisError("TKR_STORAGE_FAILED", "The power is gone.", { errno: "EIO" });
}

function readOnly(values: Values): Storage {
  const refused = () => {
    throw new TypeError("Only to be looked at.");
  };
  return storageOver(new Map(values), refused, { isOn: () => true, sync: refused });
}
