import { TierkreisError } from "@tierkreis/core";
import { z } from "zod";
import type { RunPlace } from "./run-place.ts";

/** Milliseconds between two looks for requests: one `stat` a second, on any storage. */
const EVERY = 1000;

const requestSchema = z.object({ epoch: z.int() });

/** A request to the owner of an epoch, and to no other: one that comes too late must not end the next execution. */
export function encodeRequest(epoch: number): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ epoch }));
}

/**
 * Looks for requests of other processes while a run goes on: a `cancel` is there or not. The heartbeat looks too, and tells of a
 * storage that fails; these looks in between only make it quicker. Nothing watches files: that works on some only.
 */
export class Control {
  readonly #place: RunPlace;
  readonly #epoch: number;
  readonly #onCancel: (error: Error) => void;
  readonly #stopped = Promise.withResolvers<undefined>();
  #timer: NodeJS.Timeout | undefined;

  constructor(place: RunPlace, epoch: number, onCancel: (error: Error) => void) {
    this.#place = place;
    this.#epoch = epoch;
    this.#onCancel = onCancel;
  }

  start(): void {
    const look = async () => {
      await this.look().catch(() => undefined);
      if (this.#timer !== undefined) this.start();
    };
    this.#timer = setTimeout(() => void look(), EVERY);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stopped.resolve(undefined);
  }

  /** Takes a request to cancel, if one is there, and does what it says when it is meant for this owner. Nobody waits for it after `stop`. */
  look(): Promise<void> {
    return Promise.race([this.#take(), this.#stopped.promise]);
  }

  async #take(): Promise<void> {
    const { storage, keys } = this.#place;
    const key = keys.control("cancel");
    if ((await storage.stat(key)) === undefined) return;
    const request = await storage.read(key).catch(ignoreTaken);
    if (request === undefined) return;
    const epoch = epochOf(request) ?? this.#epoch;
    // Meant for a later owner: this one has been replaced, and its next heartbeat says so.
    if (epoch > this.#epoch) return;
    await storage.delete(key);
    if (epoch < this.#epoch) return;
    const message = `Run ${keys.run} was cancelled from another process. What is done is kept: run the id again to go on.`;
    this.#onCancel(new TierkreisError("TKR_CANCELLED", message, { run: keys.run }));
  }
}

/** Another look, or a later owner, was quicker. */
function ignoreTaken(error: unknown): undefined {
  if (!TierkreisError.isInstance(error) || error.code !== "TKR_STORAGE_NOT_FOUND") throw error;
}

/** `undefined` for a request of somebody who only put the key there: whoever runs the run is meant. */
function epochOf(bytes: Uint8Array): number | undefined {
  try {
    return requestSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).epoch;
  } catch {
    return undefined;
  }
}
