import type { AttemptName, Json, Location, RunLock } from "@tierkreis/core";
import type { RunHome } from "./open-run.ts";
import type { Staging } from "./staging.ts";
import { CALL } from "./workspace.ts";

/** What is left of an attempt whose owner is gone. */
export interface Leftover {
  /** What its executor saved last to find it again; `undefined` when it saved nothing. */
  readonly handle: Json | undefined;
  /** It asked for a workspace. */
  readonly hasWorkspace: boolean;
  /** The folder that it works in, when the storage has no local files and the folder is still there. */
  readonly folder: string | undefined;
}

/** Finds what earlier owners of a run left of their attempts. */
export class Leftovers {
  readonly #place: RunHome;
  readonly #lock: RunLock;
  readonly #staging: Staging;

  constructor(place: RunHome, lock: RunLock, staging: Staging) {
    this.#place = place;
    this.#lock = lock;
    this.#staging = staging;
  }

  async of(location: Location, name: AttemptName): Promise<Leftover> {
    const { storage, keys } = this.#place;
    const prefix = keys.attempt(location, name);
    const owner = await this.#lock.ownerOf(name.epoch);
    return {
      handle: await this.#handle(`${prefix}handle`),
      hasWorkspace: (await storage.stat(`${prefix}${CALL}`)) !== undefined,
      folder:
        owner === undefined || storage.capabilities.localFiles
          ? undefined
          : this.#staging.find(owner, location, name.attempt),
    };
  }

  async #handle(key: string): Promise<Json | undefined> {
    const { storage } = this.#place;
    if ((await storage.stat(key)) === undefined) return undefined;
    return JSON.parse(new TextDecoder().decode(await storage.read(key))) as Json;
  }
}
