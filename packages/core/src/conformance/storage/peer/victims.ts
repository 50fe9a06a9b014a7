import assert from "node:assert/strict";
import type { Storage } from "../../../storage.ts";
import { allKeys, bytes, count, inPieces } from "../data.ts";
import { sizeOf, stamped, versionOf } from "../stamp.ts";

/** What a process was doing when it was killed, and how to tell that it left nothing half-done. */
interface Victim {
  readonly before?: (storage: Storage, folder: string) => Promise<void>;
  /** Round `round`, from 1. */
  readonly act: (storage: Storage, folder: string, round: number) => Promise<void>;
  /** Looks at what is there when the rounds up to `last` have settled and the next one may have begun. */
  readonly check: (storage: Storage, folder: string, last: number) => Promise<void>;
}

const batchKeys = (folder: string): string[] => count(40).map((index) => `${folder}/${index + 10}`);
const folderOf = (folder: string, round: number): string => `${folder}/${round}/`;

export type VictimName = "write" | "writeStream" | "create" | "link" | "batch" | "delete";

export const victims: Readonly<Record<VictimName, Victim>> = {
  write: {
    act: async (storage, folder, round) => storage.write(`${folder}/value`, stamped(round, sizeOf(round))),
    check: checkReplaced,
  },
  writeStream: {
    act: async (storage, folder, round) =>
      storage.writeStream(`${folder}/value`, inPieces(stamped(round, sizeOf(round)), 50_000)),
    check: checkReplaced,
  },
  create: {
    act: async (storage, folder, round) => {
      await storage.create(`${folder}/${round}`, stamped(round, sizeOf(round)));
    },
    check: async (storage, folder, last) => {
      const there = await allKeys(storage, `${folder}/`);
      for (const key of there) versionOf(await storage.read(key), key);
      const rounds = there.map((key) => Number(key.slice(folder.length + 1))).sort((a, b) => a - b);
      assertSettled(rounds.length, last, `keys created below ${folder}`);
      assert.deepEqual(
        rounds,
        count(rounds.length).map((index) => index + 1),
        `keys created below ${folder}`,
      );
    },
  },
  link: {
    before: async (storage, folder) => {
      for (const version of [0, 1])
        await storage.write(`${folder}/from-${version}`, stamped(version, 500_000));
    },
    act: async (storage, folder, round) => storage.link(`${folder}/from-${round % 2}`, `${folder}/to`),
    check: async (storage, folder) => {
      versionOf(await storage.read(`${folder}/to`), `${folder}/to`);
      assert.deepEqual(await allKeys(storage, `${folder}/`), [
        `${folder}/from-0`,
        `${folder}/from-1`,
        `${folder}/to`,
      ]);
    },
  },
  batch: {
    act: async (storage, folder, round) =>
      storage.batch(batchKeys(folder).map((key) => ({ key, value: stamped(round, 2000) }))),
    check: async (storage, folder, last) => {
      const versions: number[] = [];
      for (const key of batchKeys(folder)) versions.push(versionOf(await storage.read(key), key));
      for (const version of versions) assertSettled(version, last, `values of a batch below ${folder}`);
      assert.deepEqual(
        versions,
        versions.toSorted((a, b) => b - a),
        `a batch below ${folder} was written out of order`,
      );
      assert.deepEqual(await allKeys(storage, `${folder}/`), batchKeys(folder));
    },
  },
  delete: {
    act: async (storage, folder, round) => {
      const keys = count(50).map((index) => `${folderOf(folder, round)}${index}`);
      await storage.batch(keys.map((key) => ({ key, value: bytes(key) })));
      await storage.delete(folderOf(folder, round));
    },
    check: async (storage, folder, last) => {
      for (const key of await allKeys(storage, `${folder}/`)) {
        assert.ok(key.startsWith(folderOf(folder, last + 1)), `${key} was deleted, and is there again`);
        assert.equal(new TextDecoder().decode(await storage.read(key)), key, `the value of ${key}`);
      }
      await storage.delete(`${folder}/`);
      assert.deepEqual(await allKeys(storage, `${folder}/`), [], "what a second delete leaves");
    },
  },
};

async function checkReplaced(storage: Storage, folder: string, last: number): Promise<void> {
  const key = `${folder}/value`;
  assertSettled(versionOf(await storage.read(key), key), last, `the value of ${key}`);
  assert.deepEqual(await allKeys(storage, `${folder}/`), [key]);
}

/** What had settled is there; the round that was under way may be. */
function assertSettled(version: number, last: number, what: string): void {
  assert.ok(
    version === last || version === last + 1,
    `${what}: round ${version} is there after a crash, when round ${last} had settled`,
  );
}
