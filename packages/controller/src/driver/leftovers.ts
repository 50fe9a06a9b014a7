import {
  TierkreisError,
  type AttemptName,
  type Executor,
  type Json,
  type Location,
  type RunLock,
  type TaskCall,
} from "@tierkreis/core";
import { z } from "zod";
import type { RunHome } from "./run-home.ts";
import { readNote } from "./read-note.ts";
import type { Staging } from "./staging.ts";
import { CALL } from "./workspace.ts";

/** What is left of an attempt whose owner is gone. */
export interface Leftover {
  /** What its executor saved last to find it again; `undefined` when it saved nothing. */
  readonly handle: Json | undefined;
  /** The name of the executor that saved the handle. */
  readonly savedBy: string | undefined;
  /** The key of what its executor saved, when a power loss has made that unreadable. */
  readonly torn: string | undefined;
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
      ...(await this.#handle(`${prefix}handle`)),
      hasWorkspace: (await storage.stat(`${prefix}${CALL}`)) !== undefined,
      folder:
        owner === undefined || storage.capabilities.localFiles
          ? undefined
          : this.#staging.find(owner, location, name.attempt),
    };
  }

  async #handle(key: string): Promise<Pick<Leftover, "handle" | "savedBy" | "torn">> {
    const { storage } = this.#place;
    if ((await storage.stat(key)) === undefined) return nothing;
    const saved = await readNote(storage, key, savedSchema);
    if (saved === undefined) return { ...nothing, torn: key };
    return { handle: saved.handle, savedBy: saved.executor, torn: undefined };
  }
}

const nothing = { handle: undefined, savedBy: undefined, torn: undefined };

const savedSchema = z.object({ executor: z.string(), handle: z.custom<Json>() });

/** The name of the executor that really takes a task. */
export function realName(executor: Executor, { worker, task }: TaskCall): string {
  return executor.nameOf?.(worker, task) ?? executor.name;
}

/**
 * A handle means nothing to another executor than the one that saved it, and a torn one to nobody. The task may still run where it
 * led: none is started beside it.
 */
export function refuseOther({ savedBy, torn }: Leftover, executor: Executor, call: TaskCall): void {
  const now = realName(executor, call);
  if (torn !== undefined) {
    const message = `what its executor noted to find it again can not be read, as after a power loss. Make sure that it has ended, then delete ${torn} from the storage`;
    throw new TierkreisError("TKR_EXECUTOR_FAULT", message, { key: torn, operation: "reattach" });
  }
  if (savedBy === undefined || savedBy === now) return;
  const message = `an earlier controller left it with the executor ${savedBy}, where it may still run, and now the executor ${now} takes its tasks. Go on with ${savedBy}, or make sure that it has ended and run with fresh.`;
  throw new TierkreisError("TKR_EXECUTOR_FAULT", message, { driver: now, operation: "reattach" });
}
