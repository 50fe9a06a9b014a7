import { randomUUID } from "node:crypto";
import { z } from "zod";
import { TierkreisError } from "./errors.ts";
import type { RunKeys } from "./keys.ts";
import { machineId, processStart } from "./machine.ts";
import type { Storage } from "./storage.ts";

/** Seconds between two signs of life. */
const BEAT = 5;
/** Seconds without a sign of life after which an owner counts as dead, wherever it runs. */
const PATIENCE = 30;

const ownerSchema = z.object({
  owner: z.string(),
  machine: z.string(),
  pid: z.int(),
  /** When the process started, as its system tells it: a pid alone may have been given to another program. */
  started: z.string().optional(),
  /** Milliseconds since 1970. */
  since: z.number(),
});
type Owner = z.infer<typeof ownerSchema>;

/** Owners of this process that let go but could not say so in the storage. */
const letGo = new Set<string>();

const beatSchema = z.object({ owner: z.string(), at: z.number(), released: z.boolean() });

/**
 * The right to run a run. Each owner has an **epoch**, a number made by `create` on `lock/<n>` and never used again; the
 * highest epoch is the owner. What an owner records carries its epoch, so nothing that an owner does after it was replaced
 * counts: it need not notice in time, only before it reports. No storage needs more for this than create-if-absent.
 */
export class RunLock {
  readonly epoch: number;
  readonly #storage: Storage;
  readonly #keys: RunKeys;
  readonly #owner: Owner;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  private constructor({ storage, keys, now }: LockPlace, epoch: number, owner: Owner) {
    this.#storage = storage;
    this.#keys = keys;
    this.epoch = epoch;
    this.#owner = owner;
    this.#now = now;
  }

  /**
   * Becomes the run's owner, or throws `TKR_RUN_LOCKED` that names the living one. An owner is dead when its process is
   * gone from this machine, or when it gave no sign of life for 30 s (clocks of several machines should agree better).
   */
  static async acquire(storage: Storage, keys: RunKeys, now: () => number = Date.now): Promise<RunLock> {
    const last = await lastEpoch(storage, keys);
    const place = { storage, keys, now };
    if (last > 0) await refuseLiving(place, last);
    const epoch = last + 1;
    // Made no earlier: until the first sign of life, its age is what says that this owner lives.
    const owner: Owner = {
      owner: randomUUID(),
      machine: machineId(),
      pid: process.pid,
      started: processStart(process.pid),
      since: now(),
    };
    if (!(await storage.create(keys.lock(epoch), encode(owner))))
      throw locked(keys, "another process, which was quicker");
    const lock = new RunLock(place, epoch, owner);
    await lock.#beat(false).catch((error: unknown) => {
      letGo.add(owner.owner);
      throw error;
    });
    return lock;
  }

  /** Keeps the sign of life fresh until `release`; `onBeat` may look for requests. Errors go to `onError`: the lock is then in doubt. */
  keepAlive(onBeat: () => Promise<void>, onError: (error: unknown) => void): void {
    const beat = async () => {
      await this.confirm();
      await this.#beat(false);
      await onBeat();
    };
    this.#timer = setInterval(() => {
      // One at a time: an earlier one that is slow would undo the release.
      this.#beating ??= beat()
        .catch(onError)
        .finally(() => (this.#beating = undefined));
    }, BEAT * 1000);
    this.#timer.unref();
  }

  /** A name of this ownership that no other has. */
  get owner(): string {
    return this.#owner.owner;
  }

  /** The name of the owner of an epoch; `undefined` when it can not be read. */
  async ownerOf(epoch: number): Promise<string | undefined> {
    return (await readAs(this.#storage, this.#keys.lock(epoch), ownerSchema))?.owner;
  }

  /** True when the owner before this one let go of the run, and so had ended its tasks; also when there was none. */
  async wasReleased(): Promise<boolean> {
    if (this.epoch === 1) return true;
    const beat = await readAs(this.#storage, this.#keys.heartbeat(this.epoch - 1), beatSchema);
    return beat?.released === true;
  }

  /** The names of the owners before this one, the latest first, without those that can not be read. */
  async *predecessors(): AsyncGenerator<string, void, void> {
    for (let epoch = this.epoch - 1; epoch > 0; epoch--) {
      const owner = await readAs(this.#storage, this.#keys.lock(epoch), ownerSchema);
      if (owner !== undefined) yield owner.owner;
    }
  }

  /** Throws `TKR_RUN_LOST` when a later owner has taken the run over. Call it after each record, before using the outcome. */
  async confirm(): Promise<void> {
    if ((await this.#storage.stat(this.#keys.lock(this.epoch + 1))) === undefined) return;
    throw new TierkreisError(
      "TKR_RUN_LOST",
      `Run ${this.#keys.run} was taken over by another controller while this one was paused. Nothing it did since counts; its tasks are ended.`,
      { run: this.#keys.run },
    );
  }

  /** Gives no more signs of life: the run is another's. */
  abandon(): void {
    clearInterval(this.#timer);
  }

  /** Lets the next owner take the run at once. The epoch stays used. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    // When the storage can not be told, a later owner in this process must not take this one for living.
    letGo.add(this.owner);
    // A sign of life that is on its way would come after the last one.
    await this.#beating;
    await this.#beat(true);
    letGo.delete(this.owner);
  }

  #beat(released: boolean): Promise<void> {
    const beat = { owner: this.#owner.owner, at: this.#now(), released };
    return this.#storage.write(this.#keys.heartbeat(this.epoch), encode(beat));
  }
}

/** Where a lock lies, and the clock that tells how old its signs of life are. */
interface LockPlace {
  readonly storage: Storage;
  readonly keys: RunKeys;
  readonly now: () => number;
}

/** The highest epoch of a run's lock; 0 when nobody has ever owned it. */
export async function lastEpoch(storage: Storage, keys: RunKeys): Promise<number> {
  let last = 0;
  let after: string | undefined;
  do {
    const page = await storage.list(keys.locks, after === undefined ? {} : { after });
    for (const key of page.keys) last = Math.max(last, Number(key.slice(keys.locks.length)) || 0);
    after = page.next;
  } while (after !== undefined);
  return last;
}

/** True while the run's last owner lives and has not let go. */
export async function isLocked(storage: Storage, keys: RunKeys, now = Date.now): Promise<boolean> {
  const last = await lastEpoch(storage, keys);
  return last > 0 && (await livingOwner({ storage, keys, now }, last)) !== undefined;
}

async function refuseLiving(place: LockPlace, epoch: number): Promise<void> {
  const owner = await livingOwner(place, epoch);
  if (owner !== undefined)
    throw locked(
      place.keys,
      `process ${String(owner.pid)} on ${owner.machine.split("/")[0] ?? "another machine"}`,
    );
}

/** The owner of an epoch if it has not let go and shows signs of life. */
async function livingOwner({ storage, keys, now }: LockPlace, epoch: number): Promise<Owner | undefined> {
  const owner = await readAs(storage, keys.lock(epoch), ownerSchema);
  if (owner === undefined) return undefined;
  const beat = await readAs(storage, keys.heartbeat(epoch), beatSchema);
  if (beat?.released === true || letGo.has(owner.owner)) return undefined;
  if (owner.machine === machineId()) {
    const started = processStart(owner.pid);
    if (started === undefined || (owner.started !== undefined && owner.started !== started)) return undefined;
  }
  return now() - (beat?.at ?? owner.since) > PATIENCE * 1000 ? undefined : owner;
}

function locked(keys: RunKeys, by: string): TierkreisError {
  return new TierkreisError(
    "TKR_RUN_LOCKED",
    `Run ${keys.run} is being run by ${by}. Wait for it, cancel it, or choose another run id.`,
    { run: keys.run },
  );
}

/** A small JSON value, or `undefined` when it is missing or not what was written. */
async function readAs<T>(storage: Storage, key: string, schema: z.ZodType<T>): Promise<T | undefined> {
  if ((await storage.stat(key)) === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(await storage.read(key))));
  } catch (error) {
    if (TierkreisError.isInstance(error) && error.code !== "TKR_STORAGE_NOT_FOUND") throw error;
    return undefined;
  }
}

function encode(data: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(data));
}
