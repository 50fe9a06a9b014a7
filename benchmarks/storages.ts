// What the storages cost, beside plain file calls that do the same in the same folder, in turn with them.
//
//   pnpm --dir benchmarks run storages [--json] [--quick] [--only "read 1 kB"] [--directory DIR]
//
// Everything stays until the end: on ext4, files that come and go make later ones slower.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Storage } from "@tierkreis/core";
import { FileStorage } from "@tierkreis/storage-fs";
import { MemoryStorage } from "@tierkreis/storage-memory";
import { SqliteStorage } from "@tierkreis/storage-sqlite";
import { cases, type StorageCase } from "./storage-cases.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    directory: { type: "string", default: tmpdir() },
  },
});

interface Measure {
  readonly id: string;
  readonly storage: string;
  /** Median over the rounds. */
  readonly value: number;
  readonly unit: "us" | "ms";
  readonly spread: readonly [least: number, most: number];
  readonly yardstick: string;
  readonly yardstickValue: number;
  readonly yardstickSpread: readonly [least: number, most: number];
  readonly ratio: number;
}

const rounds = options.quick ? 3 : 9;
const folder = mkdtempSync(join(options.directory, "tierkreis-storages-"));

function makeStorages({ name }: StorageCase): readonly (readonly [string, Storage])[] {
  const place = join(folder, name);
  mkdirSync(place);
  return [
    // Its `sync` costs nothing otherwise, and does nothing.
    ["fs", new FileStorage({ directory: join(place, "fs"), fsync: name.includes("sync") })],
    ["sqlite", new SqliteStorage({ file: join(place, "sqlite", "runs.sqlite") })],
    ["memory", new MemoryStorage()],
  ];
}

async function time(one: StorageCase, work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return ((performance.now() - start) * (one.unit === "us" ? 1000 : 1)) / one.times;
}

async function measure(one: StorageCase): Promise<readonly Measure[]> {
  const storages = makeStorages(one);
  const taken = new Map<string, number[]>();
  const note = (name: string, value: number, round: number) => {
    // The first round pays for the compiler.
    if (round > 0) taken.set(name, [...(taken.get(name) ?? []), value]);
  };
  for (let round = 0; round <= rounds; round++) {
    const bare = join(folder, one.name, `bare-${round}`);
    mkdirSync(bare);
    one.prepareBare?.(bare);
    note("bare", await time(one, () => one.bare(bare)), round);
    for (const [name, storage] of storages) {
      await one.prepare?.(storage, `round-${round}`);
      note(name, await time(one, () => one.run(storage, `round-${round}`)), round);
    }
  }
  for (const [, storage] of storages) await storage.close();
  const bares = taken.get("bare") ?? [];
  const yardstickValue = median(bares);
  return storages.map(([name]) => {
    const all = taken.get(name) ?? [];
    return {
      id: `${one.name} ${name}`,
      storage: name,
      value: median(all),
      unit: one.unit,
      spread: spreadOf(all),
      yardstick: one.yardstick,
      yardstickValue,
      yardstickSpread: spreadOf(bares),
      ratio: median(all) / yardstickValue,
    };
  });
}

function spreadOf(values: readonly number[]): readonly [least: number, most: number] {
  return [Math.min(...values), Math.max(...values)];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function print(name: string, of: readonly Measure[]): void {
  const [first] = of;
  const shown = of.map(({ storage, value, ratio }) =>
    `${storage} ${digits(value).padStart(6)} (${ratio.toFixed(1)})`.padEnd(22),
  );
  const bare = `${digits(first?.yardstickValue ?? 0)} to ${first?.yardstick ?? ""}`;
  console.log(`${name.padEnd(24)} ${first?.unit ?? ""}  ${shown.join("")} ${bare}`);
}

function digits(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

const measures: Measure[] = [];
try {
  for (const one of cases) {
    if (options.only !== undefined && options.only !== one.name) continue;
    const of = await measure(one);
    measures.push(...of);
    if (!options.json) print(one.name, of);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify(measures, undefined, 1));
