import { setImmediate } from "node:timers/promises";
import { messageOf } from "../../../errors.ts";
import type { Storage } from "../../../storage.ts";
import { bytes } from "../data.ts";
import { racers } from "../racers.ts";
import { watch, type Watched } from "../watch.ts";
import { victims, type VictimName } from "./victims.ts";

/** How a program talks with the process that started it. */
export interface PeerLink {
  send(message: unknown): void;
  isTold(line: string): boolean;
  told(line: string): Promise<void>;
}

/** What a peer can do with its storage. */
export const programs = {
  /** Writes each key with its own name as value, and ends without closing. */
  fill: async (_link: PeerLink, { keys }: { readonly keys: readonly string[] }, storage: Storage) => {
    for (const key of keys) await storage.write(key, bytes(key));
  },

  /** Told to go, races for each key; sends the keys that it won with the value that won. */
  race: async (
    link: PeerLink,
    { keys, name }: { readonly keys: readonly string[]; readonly name: string },
    storage: Storage,
  ) => {
    await link.told("go");
    const won: (readonly [string, string])[] = [];
    for (const key of keys) {
      for (const value of await racers(storage, key, { name, count: 12 })) won.push([key, value]);
    }
    link.send(won);
  },

  /** Reads until told to stop; sends how many values it saw, or what was wrong. */
  watch: async (link: PeerLink, watched: Watched, storage: Storage) => {
    try {
      link.send({ seen: await watch(storage, watched, () => link.isTold("stop")) });
    } catch (error) {
      link.send({ problem: messageOf(error) });
    }
  },

  /** Does one thing over and over, sends the number of each time that has settled, and waits to be killed. */
  victim: async (
    link: PeerLink,
    { name, folder }: { readonly name: VictimName; readonly folder: string },
    storage: Storage,
  ) => {
    const victim = victims[name];
    await victim.before?.(storage, folder);
    for (let round = 1; ; round += 1) {
      await victim.act(storage, folder, round);
      link.send(round);
      await setImmediate();
    }
  },
};

export type PeerPrograms = typeof programs;
