import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { defineTask, GraphBuilder } from "@tierkreis/builder";
import { runGraph } from "@tierkreis/controller";
import type { Storage } from "@tierkreis/core";
import { implement, InlineExecutor } from "@tierkreis/executor-inline";
import { z } from "zod";

/** One thing that storages do, and the plain file calls for the same. */
export interface StorageCase {
  readonly name: string;
  /** What the yardstick does, in words. */
  readonly yardstick: string;
  /** How many times it is done in a round. */
  readonly times: number;
  /** `us` for each time, or `ms`. */
  readonly unit: "us" | "ms";
  /** Rounds are numbered; each uses keys of its own. */
  readonly prepare?: (storage: Storage, round: string) => Promise<void>;
  readonly run: (storage: Storage, round: string) => Promise<void>;
  /** The same below an empty folder. */
  readonly prepareBare?: (folder: string) => void;
  readonly bare: (folder: string) => void;
}

const small = new Uint8Array(1000).fill(7);
const large = new Uint8Array(64 * 1024 * 1024).fill(7);
const FEW = 500;
const MANY = 10_000;

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
const keyOf = (round: string, number: number) => `${round}/-.N${number}/outputs/value`;
const writes = (round: string, count: number) =>
  numbers(count).map((number) => ({ key: keyOf(round, number), value: small }));

function place(path: string, value: Uint8Array): void {
  writeFileSync(`${path}.temp`, value);
  renameSync(`${path}.temp`, path);
}

function placeAll(folder: string, count: number): void {
  for (const number of numbers(count)) place(`${folder}/${number}`, small);
}

const placed = "write a file, rename it";
const few = {
  times: FEW,
  unit: "us",
  prepare: (storage: Storage, round: string) => storage.batch(writes(round, FEW)),
  prepareBare: (folder: string) => placeAll(folder, FEW),
} as const;
const many = {
  ...few,
  times: MANY,
  prepare: (storage: Storage, round: string) => storage.batch(writes(round, MANY)),
  prepareBare: (folder: string) => placeAll(folder, MANY),
} as const;

export const cases: readonly StorageCase[] = [
  {
    name: "write 1 kB, one by one",
    yardstick: placed,
    times: FEW,
    unit: "us",
    run: async (storage, round) => {
      for (const { key, value } of writes(round, FEW)) await storage.write(key, value);
    },
    bare: (folder) => placeAll(folder, FEW),
  },
  {
    name: "write 1 kB, 50 at once",
    yardstick: placed,
    times: FEW,
    unit: "us",
    run: async (storage, round) => {
      const all = writes(round, FEW);
      for (let at = 0; at < FEW; at += 50)
        await Promise.all(all.slice(at, at + 50).map(({ key, value }) => storage.write(key, value)));
    },
    bare: (folder) => placeAll(folder, FEW),
  },
  {
    name: "batch of 10,000",
    yardstick: placed,
    times: MANY,
    unit: "us",
    run: (storage, round) => storage.batch(writes(round, MANY)),
    bare: (folder) => placeAll(folder, MANY),
  },
  {
    ...few,
    name: "read 1 kB",
    yardstick: "read a file",
    run: async (storage, round) => {
      for (const number of numbers(FEW)) await storage.read(keyOf(round, number));
    },
    bare: (folder) => {
      for (const number of numbers(FEW)) readFileSync(`${folder}/${number}`);
    },
  },
  {
    ...few,
    name: "stat",
    yardstick: "stat a file",
    run: async (storage, round) => {
      for (const number of numbers(FEW)) await storage.stat(keyOf(round, number));
    },
    bare: (folder) => {
      for (const number of numbers(FEW)) statSync(`${folder}/${number}`);
    },
  },
  {
    name: "create 1 kB",
    yardstick: "write a file, link it, unlink it",
    times: FEW,
    unit: "us",
    run: async (storage, round) => {
      for (const number of numbers(FEW)) await storage.create(keyOf(round, number), small);
    },
    bare: (folder) => {
      for (const number of numbers(FEW)) {
        writeFileSync(`${folder}/temp`, small);
        linkSync(`${folder}/temp`, `${folder}/${number}`);
        unlinkSync(`${folder}/temp`);
      }
    },
  },
  {
    ...few,
    name: "link",
    yardstick: "link a file",
    run: async (storage, round) => {
      for (const number of numbers(FEW))
        await storage.link(keyOf(round, number), `${keyOf(round, number)}-2`);
    },
    bare: (folder) => {
      for (const number of numbers(FEW)) linkSync(`${folder}/${number}`, `${folder}/${number}-2`);
    },
  },
  {
    ...many,
    name: "list 10,000",
    yardstick: "read a folder, sort",
    run: async (storage, round) => {
      for (let after: string | undefined = ""; after !== undefined;)
        after = (await storage.list(`${round}/`, { after })).next;
    },
    bare: (folder) => void readdirSync(folder).sort(),
  },
  {
    ...many,
    name: "delete 10,000",
    yardstick: "remove a folder",
    run: (storage, round) => storage.delete(`${round}/`),
    bare: (folder) => rmSync(folder, { recursive: true }),
  },
  {
    name: "write 1 kB, sync",
    yardstick: "write a file, fsync it and its folder",
    times: 20,
    unit: "us",
    run: async (storage, round) => {
      for (const { key, value } of writes(round, 20)) {
        await storage.write(key, value);
        await storage.sync();
      }
    },
    bare: (folder) => {
      const above = openSync(folder, "r");
      for (const number of numbers(20)) {
        const fd = openSync(`${folder}/${number}`, "w");
        writeSync(fd, small);
        fsyncSync(fd);
        closeSync(fd);
        fsyncSync(above);
      }
      closeSync(above);
    },
  },
  {
    name: "write 64 MB",
    yardstick: placed,
    times: 1,
    unit: "ms",
    run: (storage, round) => storage.write(`${round}/large`, large),
    bare: (folder) => place(`${folder}/large`, large),
  },
  {
    name: "read 64 MB",
    yardstick: "read a file",
    times: 1,
    unit: "ms",
    prepare: (storage, round) => storage.write(`${round}/large`, large),
    run: async (storage, round) => {
      await storage.read(`${round}/large`);
    },
    prepareBare: (folder) => place(`${folder}/large`, large),
    bare: (folder) => void readFileSync(`${folder}/large`),
  },
  {
    name: "a recorded step",
    yardstick: "make 2 folders, write 3 files",
    times: 200,
    unit: "us",
    run: chain,
    bare: (folder) => {
      for (const number of numbers(200)) {
        const step = `${folder}/${number}`;
        mkdirSync(step);
        mkdirSync(`${step}/outputs`);
        for (const name of ["definition", "_done", "outputs/value"]) writeFileSync(`${step}/${name}`, "1");
      }
    },
  },
];

const plusOne = defineTask({ worker: "steps", name: "plusOne", inputs: { n: z.int() }, outputs: z.int() });
const executor = new InlineExecutor({ tasks: [implement(plusOne, ({ n }) => n + 1)] });
const g = new GraphBuilder({ inputs: { n: z.int() }, outputs: z.int() });
g.outputs(numbers(200).reduce((n) => g.task(plusOne({ n })), g.inputs.n));

/** A run of 200 functions, each of the outcome of the one before, and each recorded. */
async function chain(storage: Storage): Promise<void> {
  await runGraph(g, { n: 0 }, { storage, executor });
}
