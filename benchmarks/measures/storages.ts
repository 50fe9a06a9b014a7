// P9: the storages through their contract, beside plain calls that do the same in the same folder.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Storage } from "@tierkreis/core";
import { FileStorage } from "@tierkreis/storage-fs";
import { MemoryStorage } from "@tierkreis/storage-memory";
import { SqliteStorage } from "@tierkreis/storage-sqlite";
import type { Contest, Ground } from "../frame/measure.ts";
import { milliseconds } from "../frame/stopwatch.ts";
import { plainRows, plainFiles, writeAndRead } from "./plain-storages.ts";
import { cases, type StorageCase } from "./storage-cases.ts";

export function contests(ground: Ground): Contest[] {
  const some = ground.quick ? cases.slice(0, 1) : cases;
  return [allTogether(ground), ...some.map((one) => caseContest(one, ground))];
}

/** The goal of the storages: values written one by one, then read. */
function allTogether({ quick, folder }: Ground): Contest {
  const count = quick ? 500 : 10_000;
  const per = (work: () => unknown) => async () => ((await milliseconds(work)) * 1000) / count;
  const through = (open: () => Storage) =>
    per(async () => {
      const storage = open();
      await writeAndRead(storage, count);
      await storage.close();
    });
  const what = (name: string) => `${name}: ${count} values of 1 kB written, then read`;
  const goal = { ratio: 1.5 };
  return {
    rounds: quick ? 2 : 5,
    subjects: () => ({
      fs: through(() => new FileStorage({ directory: folder("fs") })),
      files: per(() => plainFiles(folder("files"), count)),
      sqlite: through(() => new SqliteStorage({ file: join(folder("sqlite"), "runs.sqlite") })),
      rows: per(() => plainRows(join(folder("rows"), "plain.sqlite"), count)),
      memory: through(() => new MemoryStorage()),
    }),
    figures: [
      {
        id: "P9 fs",
        what: what("fs"),
        unit: "us",
        of: "fs",
        against: ["files", "files by rename, read"],
        goal,
      },
      {
        id: "P9 sqlite",
        what: what("sqlite"),
        unit: "us",
        of: "sqlite",
        against: ["rows", "plain SQL"],
        goal,
      },
      { id: "P9 memory", what: what("memory"), unit: "us", of: "memory", against: ["files", "files"], goal },
    ],
  };
}

function caseContest(one: StorageCase, { quick, folder }: Ground): Contest {
  const time = async (work: () => unknown) =>
    ((await milliseconds(work)) * (one.unit === "us" ? 1000 : 1)) / one.times;
  const subject = (storage: Storage) => async (round: number) => {
    await one.prepare?.(storage, `round-${round}`);
    return time(() => one.run(storage, `round-${round}`));
  };
  return {
    rounds: quick ? 2 : 5,
    subjects: () => {
      const place = folder("case");
      return {
        // Its `sync` costs nothing otherwise, and does nothing.
        fs: subject(new FileStorage({ directory: join(place, "fs"), fsync: one.name.includes("sync") })),
        sqlite: subject(new SqliteStorage({ file: join(place, "sqlite", "runs.sqlite") })),
        memory: subject(new MemoryStorage()),
        bare: async (round) => {
          const bare = join(place, `bare-${round}`);
          mkdirSync(bare);
          one.prepareBare?.(bare);
          return time(() => one.bare(bare));
        },
      };
    },
    figures: ["fs", "sqlite", "memory"].map((name) => ({
      id: `P9 ${one.name} ${name}`,
      what: `${name}: ${one.name}`,
      unit: one.unit,
      of: name,
      against: ["bare", one.yardstick],
    })),
  };
}
