import { createHash } from "node:crypto";
import type { Client } from "./client.ts";
import { Life } from "./life.ts";
import type { World } from "./world.ts";

/** Milliseconds without a sign of life after which an owner may be replaced. */
const PATIENCE_MS = 30_000;

/** What one owner of the run did with its right. */
export interface Ownership {
  readonly life: Life;
  lastBeat: number;
  longestSilence: number;
  released: boolean;
}

interface Recorded {
  /** Its key without the run. */
  readonly key: string;
  /** An owner that had lost the run has removed it: nothing can keep a paused one from what it was about to do. */
  isWiped?: true;
  readonly at: number;
  readonly epoch: number;
}

interface Beat {
  readonly at: number;
  readonly released: boolean;
}

interface CompletionRecord {
  readonly epoch: number;
  readonly outputs: Readonly<Record<string, { readonly size: number; readonly sha256: string }>>;
}

/** Keeps the account of what is written: who owns the run, and what is recorded. It holds everyone to the rules of both. */
export class Ledger {
  readonly #world: World;
  /** By epoch, from 1. */
  readonly #owners = new Map<number, Ownership>();
  /** By the segment of the task's location. */
  readonly #records = new Map<string, Recorded[]>();
  /** Records that owners removed which had lost the run. */
  wiped = 0;
  /** The epoch of the present owner. */
  epoch = 0;
  /** Nothing of earlier epochs counts: the run was begun by this one. */
  #begun = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** The records of one task. */
  recordsOf(segment: string): readonly Recorded[] {
    return (this.#records.get(segment) ?? []).filter(
      ({ epoch, isWiped }) => epoch >= this.#begun && isWiped !== true,
    );
  }

  /** Something is removed, with all that is recorded there. */
  removed(client: Client, prefix: string): void {
    if (!(client instanceof Life) || client.lostAt === undefined) return;
    for (const record of [...this.#records.values()].flat())
      if (record.key.startsWith(prefix)) {
        record.isWiped = true;
        this.wiped++;
      }
  }

  get owner(): Ownership | undefined {
    return this.#owners.get(this.epoch);
  }

  wrote(client: Client, key: string, values: ReadonlyMap<string, Uint8Array>): void {
    const [, place = "", rest = ""] = key.split("/");
    const bytes = values.get(key);
    if (bytes === undefined) return;
    if (place === "lock" && client instanceof Life)
      this.#owned(client, Number(rest), json(bytes) as { since: number });
    else if (place === "void" && !rest.includes(".")) this.#begun = Math.max(this.#begun, Number(rest));
    else if (place === "heartbeat") this.#beat(Number(rest), json(bytes) as Beat);
    else if (place === "control")
      this.#owners.get((json(bytes) as { epoch: number }).epoch)?.life.toldToEnd();
    else if (key.endsWith("/_done") && bytes.length > 0) {
      this.#checkOutputs(key, bytes, values);
      if (rest === "attempts") this.#recorded(client, key, json(bytes) as CompletionRecord);
      else if (place === "-" && client instanceof Life) client.rootDoneAt = this.#world.time.now;
    }
  }

  /** Processes of one machine see whether an owner lives: here all are one process, so its lock says it. */
  asSeenBy(client: Client, key: string, bytes: Uint8Array): Uint8Array {
    const [, place, epoch] = key.split("/");
    const life = place === "lock" ? this.#owners.get(Number(epoch))?.life : undefined;
    if (life === undefined || life === client) return bytes;
    const owner = json(bytes) as { owner: string; machine: string };
    const { process } = life;
    const seen = {
      ...owner,
      owner: `other ${owner.owner}`,
      ...(process.machine === client.process.machine ? {} : { machine: process.machine }),
      ...(process.isDead ? { started: "earlier" } : {}),
    };
    return new TextEncoder().encode(JSON.stringify(seen));
  }

  #owned(life: Life, epoch: number, { since }: { readonly since: number }): void {
    const { now } = this.#world.time;
    const before = this.owner;
    if (before !== undefined) {
      const silence = Math.max(before.longestSilence, now - before.lastBeat);
      const isSeenDead = before.life.process.isDead && before.life.process.machine === life.process.machine;
      if (!before.released && !isSeenDead && silence < PATIENCE_MS)
        this.#world.violate("wrong", `${life.name} took the run from ${before.life.name}, which lives`);
      before.life.lostAt ??= now;
    }
    if (epoch !== this.epoch + 1) this.#world.violate("wrong", `epoch ${epoch} follows ${this.epoch}`);
    this.epoch = epoch;
    life.epoch = epoch;
    life.ownedAt = now;
    this.#owners.set(epoch, { life, lastBeat: since, longestSilence: 0, released: false });
  }

  #beat(epoch: number, { at, released }: Beat): void {
    const ownership = this.#owners.get(epoch);
    if (ownership === undefined) return;
    ownership.longestSilence = Math.max(ownership.longestSilence, this.#world.time.now - ownership.lastBeat);
    ownership.lastBeat = at;
    ownership.released ||= released;
  }

  /** An attempt that was taken over keeps the name that its first owner gave it: the record says who made it. */
  #recorded(client: Client, key: string, { epoch }: CompletionRecord): void {
    const segment = key.split("/")[1] ?? "";
    const { time } = this.#world;
    if (this.#owners.get(epoch)?.life !== client)
      this.#world.violate("wrong", `${client.name} recorded ${segment} for epoch ${epoch}`);
    const records = this.#records.get(segment) ?? [];
    if (records.some((one) => one.epoch === epoch))
      this.#world.violate("wrong", `${client.name} recorded ${segment} twice`);
    this.#records.set(segment, [...records, { key, at: time.now, epoch }]);
  }

  /** Where a record is, everything that it tells of is there. */
  #checkOutputs(key: string, bytes: Uint8Array, values: ReadonlyMap<string, Uint8Array>): void {
    const folder = key.slice(0, -"_done".length);
    for (const [port, { size, sha256 }] of Object.entries((json(bytes) as CompletionRecord).outputs)) {
      const value = values.get(`${folder}outputs/${port}`);
      if (value?.length === size && createHash("sha256").update(value).digest("hex") === sha256) continue;
      this.#world.violate("wrong", `the record ${key} came before its output ${port}`);
    }
  }
}

function json(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
