import type { Storage } from "@tierkreis/core";
import { memoryStorage } from "../../../../../../scripts/testing/memory-storage.ts";
import { makeStorage } from "../table-storage.ts";

/** A deliberately broken storage, and the groups of the suite that fail with it, and no others. */
export interface Broken {
  readonly groups: readonly string[];
  readonly make: (place: string) => Storage;
}

/** Broken storages by their fault. */
export type BrokenStorages = Readonly<Record<string, Broken>>;

type Change = (correct: Storage, place: string) => Partial<Storage>;

const changed =
  (make: (place: string) => Storage, change: Change) =>
  (place: string): Storage => {
    const correct = make(place);
    return { ...correct, ...change(correct, place) };
  };

/** A correct storage in memory with some members that are not. */
export const inMemory = (groups: readonly string[], change: Change): Broken => ({
  groups,
  make: changed(memoryStorage, change),
});

/** A correct storage in a table with some members that are not; other processes open it too. */
export const inTable = (groups: readonly string[], change: Change): Broken => ({
  groups,
  make: changed(makeStorage, change),
});

/** Holds this thread up, as a slow disk does. */
export function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** All keys of a correct storage that holds few. */
export async function allKeysOf(storage: Storage, prefix: string): Promise<string[]> {
  return [...(await storage.list(prefix, { limit: 1_000_000 })).keys];
}
