import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { start } from "./support/program.ts";
import { allKeys, bytes, temporaryFiles, tempStorage } from "./support/temp-storage.ts";

/** A value that says its length in its first word, and holds one byte otherwise. */
function marked(size: number, byte: number): Uint8Array {
  const value = Buffer.alloc(size, byte);
  value.writeUInt32LE(size, 0);
  return value;
}

it(
  "shows a value whole or not at all to a reader in another process, however it is written",
  { timeout: 60_000 },
  async () => {
    const { storage, directory } = tempStorage();
    const sizes = [5, 1000, 70_000, 300_000, 3_000_000];
    await storage.write("run/value", marked(5, 0));
    const reader = start("racing-reader.ts", [directory, "run/value"]);
    expect(await reader.line()).toBe("ready");
    for (let round = 0; round < 300; round += 1) {
      const value = marked(sizes[round % sizes.length]!, round % 256);
      if (round % 3 === 0) await storage.write("run/value", value);
      if (round % 3 === 1) {
        await storage.writeStream(
          "run/value",
          (async function* () {
            for (let at = 0; at < value.length; at += 100_000) yield value.subarray(at, at + 100_000);
          })(),
        );
      }
      if (round % 3 === 2) {
        await storage.write("run/source", value);
        await storage.link("run/source", "run/value");
      }
      await setTimeout(1);
    }
    await storage.write("run/value", bytes("stop"));
    const [line] = await reader.finished();
    const seen = JSON.parse(line!) as { reads: number; torn: number; sizes: number };
    expect(seen.torn).toBe(0);
    expect(seen.sizes).toBeGreaterThan(1);
  },
);

it(
  "has nothing half-made visible after kill -9, and a later process clears what is left",
  { timeout: 60_000 },
  async () => {
    const { directory } = tempStorage();
    let leftovers = 0;
    for (const wait of [5, 20, 40, 60, 80, 100]) {
      const writer = start("endless-writer.ts", [directory]);
      expect(await writer.line()).toBe("ready");
      await setTimeout(wait);
      writer.child.kill("SIGKILL");
      await once(writer.child, "close");
      leftovers += temporaryFiles(directory).length;
      const { storage } = tempStorage({ directory });
      const keys = await allKeys(storage);
      expect(keys).toContain("run/stream");
      for (const key of keys) {
        const value = Buffer.from(await storage.read(key));
        const size = key === "run/stream" ? 3_600_000 : key === "run/large" ? 4_000_000 : 1000;
        expect(value.equals(Buffer.alloc(size, value[0]))).toBe(true);
      }
      await storage.write("again", bytes("x"));
      await storage.delete("again");
      await storage.close();
      expect(readdirSync(directory)).not.toContain(".tierkreis-tmp");
    }
    expect(leftovers).toBeGreaterThan(0);
  },
);

it("clears leftovers of unknown owners when a day old, never those of a living process", async () => {
  const { storage, directory } = tempStorage();
  const area = join(directory, ".tierkreis-tmp");
  const make = (name: string, age: number) => {
    mkdirSync(join(area, name), { recursive: true });
    const time = Date.now() / 1000 - age;
    writeFileSync(join(area, name, "1"), "half");
    utimesSync(join(area, name, "1"), time, time);
    utimesSync(join(area, name), time, time);
  };
  await storage.write("mine", bytes("x"));
  const [mine = ""] = readdirSync(area);
  const [machine = "", pid = "", started = ""] = mine.split("-");
  make(`${machine}-${pid}-${started}-aaaaaaaa`, 3600);
  make(`${machine}-${pid}-000000000000-bbbbbbbb`, 3600); // The pid is this process's, the start time is not.
  make(`000000000000-${pid}-${started}-cccccccc`, 3600);
  make(`000000000000-${pid}-${started}-dddddddd`, 25 * 3600);
  make("something else", 3600);
  make("something old", 25 * 3600);
  const other = tempStorage({ directory }).storage;
  await other.write("other", bytes("x"));
  await other.close();
  expect(readdirSync(area).sort()).toEqual(
    [
      mine,
      `${machine}-${pid}-${started}-aaaaaaaa`,
      `000000000000-${pid}-${started}-cccccccc`,
      "something else",
    ].sort(),
  );
  await storage.write("mine", bytes("y"));
});

it("leaves no temporary file behind a write that fails", async () => {
  const { storage, directory } = tempStorage();
  await storage.write("a/b", bytes("x"));
  const large = new Uint8Array(2_000_000);
  const failed = expect.objectContaining({ code: "TKR_STORAGE_FAILED" });
  for (const key of ["a", "a/b/c"]) {
    await expect(storage.write(key, bytes("x"))).rejects.toEqual(failed);
    await expect(storage.write(key, large)).rejects.toEqual(failed);
    await expect(storage.link("a/b", key)).rejects.toEqual(failed);
  }
  await expect(storage.create("a/b/c", bytes("x"))).rejects.toEqual(failed);
  expect(temporaryFiles(directory)).toEqual([]);
  expect(await allKeys(storage)).toEqual(["a/b"]);
});

it("removes its folder for temporary files when it is closed", async () => {
  const { storage, directory } = tempStorage();
  await storage.write("a", bytes("x"));
  await storage.close();
  await storage.close();
  expect(existsSync(join(directory, ".tierkreis-tmp"))).toBe(false);
});
