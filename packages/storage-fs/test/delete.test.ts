import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { TierkreisError } from "@tierkreis/core";
import { expect, it } from "vitest";
import { start } from "./support/program.ts";
import { allKeys, bytes, tempFolder, temporaryFiles, tempStorage } from "./support/temp-storage.ts";

it.each([
  ["a/1", ["a/2", "b"]],
  ["a/1/", ["a/1-x", "a/1.5/x", "a/10/x", "a/2", "b"]],
  ["a/1/x", ["a/1-x", "a/1.5/x", "a/10/x", "a/2", "b"]],
  ["a/1.", ["a/1-x", "a/1/x", "a/10/x", "a/2", "b"]],
  ["a", ["b"]],
  ["a/", ["b"]],
  ["b/", ["a/1-x", "a/1.5/x", "a/1/x", "a/10/x", "a/2", "b"]],
  ["c", ["a/1-x", "a/1.5/x", "a/1/x", "a/10/x", "a/2", "b"]],
  ["a/2/x", ["a/1-x", "a/1.5/x", "a/1/x", "a/10/x", "a/2", "b"]],
  ["", []],
])("deletes what starts with %j and nothing else", async (prefix, rest) => {
  const { storage, directory } = tempStorage();
  for (const key of ["a/1/x", "a/10/x", "a/1.5/x", "a/1-x", "a/2", "b"]) await storage.write(key, bytes(key));
  await storage.delete(prefix);
  expect(await allKeys(storage)).toEqual(rest);
  expect(existsSync(directory)).toBe(true);
  // On a busy machine the rest is removed behind the call.
  await expect.poll(() => temporaryFiles(directory)).toEqual([]);
  await storage.delete(prefix);
  for (const key of ["a/1/x", "b"]) await storage.write(key, bytes("again"));
});

it("never follows a link out of its directory", async () => {
  const { storage, directory } = tempStorage();
  const outside = tempFolder();
  writeFileSync(join(outside, "precious"), "x");
  await storage.write("run/a", bytes("x"));
  symlinkSync(outside, join(directory, "run", "link"));
  symlinkSync(outside, join(directory, "top"));
  await storage.delete("top/");
  await storage.delete("run/link/");
  await storage.delete("run/");
  await storage.delete("");
  expect(readFileSync(join(outside, "precious"), "utf8")).toBe("x");
  expect(readdirSync(directory)).toEqual([".tierkreis-tmp"]);
});

it("takes a run out of sight at once: whoever lists sees all of it or nothing", async () => {
  const { storage, directory } = tempStorage();
  const watcher = tempStorage({ directory }).storage;
  const keys = Array.from(
    { length: 2000 },
    (_, index) => `run/-.N${String(index).padStart(4, "0")}/outputs/value`,
  );
  await storage.batch(keys.map((key) => ({ key, value: bytes("x") })));
  const seen = new Set<number>();
  const deleted = storage.delete("run/").then(() => seen.add(-1));
  while (!seen.has(-1)) seen.add((await watcher.list("run/", { limit: 5000 })).keys.length);
  await deleted;
  seen.add((await watcher.list("run/", { limit: 5000 })).keys.length);
  for (const count of seen) expect([-1, 0, keys.length]).toContain(count);
  await storage.close();
  expect(temporaryFiles(directory)).toEqual([]);
});

it("deletes while others write: each key is there or not, and nothing fails", async () => {
  const { storage, directory } = tempStorage();
  const writer = tempStorage({ directory }).storage;
  const over = new AbortController();
  const codes = new Set<unknown>();
  const writing = (async () => {
    for (let index = 0; !over.signal.aborted; index += 1) {
      await writer.write(`run/${index % 7}/a/value`, bytes("x"));
      // The value may have been deleted since it was written.
      const linked = writer.link(`run/${index % 7}/a/value`, `run/${index % 5}/b/value`);
      codes.add(await linked.catch((error: unknown) => (error as TierkreisError).code));
      await new Promise(setImmediate);
    }
  })();
  for (let round = 0; round < 200; round += 1) {
    await storage.delete(["run/", "run/3", "run/1/a/", ""][round % 4]!);
    await new Promise(setImmediate);
  }
  over.abort();
  await writing;
  codes.delete("TKR_STORAGE_NOT_FOUND");
  expect([...codes]).toEqual([undefined]);
  await storage.delete("");
  expect(await allKeys(storage)).toEqual([]);
});

it("removes folders that a program made read-only", async () => {
  const folder = tempFolder();
  const { storage } = tempStorage({ directory: folder });
  await storage.write("run/a/b/c", bytes("x"));
  await storage.close();
  execFileSync("chmod", ["-R", "a-w", join(folder, "run", "a")]);
  chmodSync(folder, 0o777);
  if (process.getuid?.() === 0) execFileSync("chown", ["-R", "65534:65534", folder]);
  const [line] = await start("unprivileged.ts", [folder, "delete", "run/"]).finished();
  expect(JSON.parse(line!)).toBe("done");
  expect(readdirSync(folder)).toEqual([]);
});

it("keeps what stands beside the tree", async () => {
  const { storage, directory } = tempStorage();
  await storage.write("a", bytes("x"));
  mkdirSync(join(directory, "..", "beside"));
  await storage.delete("");
  expect(existsSync(join(directory, "..", "beside"))).toBe(true);
});
