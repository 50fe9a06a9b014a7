import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FileStorage } from "@tierkreis/storage-fs";
import { expect, it } from "vitest";
import { allKeys, bytes, tempFolder, tempStorage } from "./support/temp-storage.ts";

async function fill(storage: FileStorage, keys: readonly string[]): Promise<void> {
  await storage.batch(keys.map((key) => ({ key, value: bytes("x") })));
}

it("sorts by the code points of whole keys, not folder by folder", async () => {
  const { storage } = tempStorage();
  const keys = [
    "a-b/x",
    "a/x",
    "a.txt",
    "a0",
    "a b/c",
    "a/b-c/d",
    "a/b/c",
    "a/b.c",
    "A",
    "ä",
    "\u{1f9ea}",
    "\uffee",
    "aa/x",
  ];
  await fill(storage, keys);
  const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(await allKeys(storage)).toEqual(sorted);
  expect(await allKeys(storage, "", 1)).toEqual(sorted);
  // An astral character is two surrogates, which JavaScript sorts before the last of the basic plane.
  expect(sorted.slice(-2)).toEqual(["\uffee", "\u{1f9ea}"]);
});

it("takes a prefix as plain text: look-alikes are found, unless it ends with a slash", async () => {
  const { storage } = tempStorage();
  await fill(storage, ["a/1/x", "a/10/x", "a/1.5/x", "a/1-", "a/2", "b/1"]);
  expect(await allKeys(storage, "a/1")).toEqual(["a/1-", "a/1.5/x", "a/1/x", "a/10/x"]);
  expect(await allKeys(storage, "a/1/")).toEqual(["a/1/x"]);
  expect(await allKeys(storage, "a/1/x")).toEqual(["a/1/x"]);
  expect(await allKeys(storage, "a/1/x/")).toEqual([]);
  expect(await allKeys(storage, "a/1/xy")).toEqual([]);
  expect(await allKeys(storage, "a/1.")).toEqual(["a/1.5/x"]);
  expect(await allKeys(storage, "c")).toEqual([]);
  expect(await allKeys(storage, "c/d/")).toEqual([]);
  expect(await allKeys(storage, "b")).toEqual(["b/1"]);
});

it.each(["/", "../", "a/../", "../../etc/", "a//", "./a"])(
  "refuses the prefix %j, with which no key can start",
  async (prefix) => {
    const { storage } = tempStorage();
    await fill(storage, ["a/b"]);
    await expect(storage.list(prefix)).rejects.toMatchObject({ code: "TKR_KEY_INVALID" });
    await expect(storage.delete(prefix)).rejects.toMatchObject({ code: "TKR_KEY_INVALID" });
  },
);

it("gives pages: full ones say where to go on, the last does not", async () => {
  const { storage } = tempStorage();
  const keys = Array.from({ length: 10 }, (_, index) => `k/${index}`);
  await fill(storage, keys);
  expect(await storage.list("k/", { limit: 4 })).toEqual({ keys: keys.slice(0, 4), next: "k/3" });
  expect(await storage.list("k/", { limit: 4, after: "k/3" })).toEqual({
    keys: keys.slice(4, 8),
    next: "k/7",
  });
  expect(await storage.list("k/", { limit: 4, after: "k/7" })).toEqual({ keys: keys.slice(8) });
  expect(await storage.list("k/", { limit: 10 })).toEqual({ keys });
  expect(await storage.list("k/", { after: "k/9" })).toEqual({ keys: [] });
  expect(await storage.list("k/", { after: "j" })).toEqual({ keys });
  expect(await storage.list("k/", { after: "l" })).toEqual({ keys: [] });
  expect(await storage.list("k/", { after: "k/55" })).toEqual({ keys: keys.slice(6) });
  for (const limit of [0, -1, 1.5, Number.NaN])
    await expect(storage.list("", { limit })).rejects.toThrow(TypeError);
});

it("agrees with sorting and filtering on random keys, prefixes, pages and starts", async () => {
  const { storage } = tempStorage();
  let seed = 20_251_122;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const letters = ["a", "b", "-", ".x", "/", "/", "0", "~", "ü", " "];
  const text = (length: number) => Array.from({ length }, () => letters[random(letters.length)]!).join("");
  const isKey = (key: string) => key.split("/").every((part) => part !== "");
  const keys = new Set<string>();
  while (keys.size < 400) {
    const key = text(1 + random(7));
    const parts = key.split("/").map((_, index, all) => all.slice(0, index + 1).join("/"));
    const collides =
      parts.some((part) => keys.has(part)) || [...keys].some((other) => other.startsWith(`${key}/`));
    if (isKey(key) && !collides) keys.add(key);
  }
  await fill(storage, [...keys]);
  const sorted = [...keys].sort();
  for (let round = 0; round < 2000; round += 1) {
    const key = sorted[random(sorted.length)]!;
    const prefix = random(3) === 0 ? text(random(3)) : key.slice(0, random(key.length + 1));
    if (!isKey(prefix.slice(0, prefix.lastIndexOf("/")) || "x") || prefix.startsWith("/")) continue;
    const after = random(2) === 0 ? "" : random(2) === 0 ? text(random(4)) : sorted[random(sorted.length)]!;
    const limit = 1 + random(50);
    const found = sorted.filter((each) => each.startsWith(prefix) && each > after);
    const page = found.slice(0, limit);
    expect(
      await storage.list(prefix, { after, limit }),
      `seed ${seed}: ${JSON.stringify({ prefix, after, limit })}`,
    ).toEqual(found.length > limit ? { keys: page, next: page.at(-1) } : { keys: page });
  }
});

it("leaves out links, other things than files, and names that are no keys", async () => {
  const { storage, directory } = tempStorage();
  const outside = tempFolder();
  writeFileSync(join(outside, "secret"), "x");
  await fill(storage, ["a/real"]);
  symlinkSync(outside, join(directory, "link"));
  symlinkSync(join(outside, "secret"), join(directory, "a", "linked"));
  mkdirSync(join(directory, "empty", "folder"), { recursive: true });
  writeFileSync(join(directory, "a", "back\\slash"), "x");
  writeFileSync(join(directory, "a", "new\nline"), "x");
  expect(await allKeys(storage)).toEqual(["a/real"]);
  expect(await allKeys(storage, "link/")).toEqual([]);
});

it("sees what this and other storages change between two pages of a big folder", async () => {
  const { storage, directory } = tempStorage();
  const other = tempStorage({ directory }).storage;
  const keys = Array.from({ length: 1000 }, (_, index) => `run/${String(index).padStart(4, "0")}`);
  await fill(storage, keys);
  for (const [round, writer] of [storage, other, storage, other].entries()) {
    // Long enough for the listing to be kept from now on.
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect((await storage.list("run/", { limit: 500 })).keys).toEqual(keys.slice(0, 500));
    await writer.write(`run/0700-${round}`, bytes("x"));
    expect((await storage.list("run/", { after: "run/0700", limit: 1 })).keys).toEqual([`run/0700-${round}`]);
    await writer.delete(`run/0700-${round}`);
    expect((await storage.list("run/", { after: "run/0700", limit: 1 })).keys).toEqual(["run/0701"]);
  }
  rmSync(join(directory, "run"), { recursive: true });
  expect(await storage.list("run/")).toEqual({ keys: [] });
});

it("lets others have their turn while it reads a run of many locations", async () => {
  const { storage } = tempStorage();
  const count = 5000;
  for (let index = 0; index < count; index += 1) await storage.write(`run/-.N${index}/_done`, bytes("x"));
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const { keys } = await storage.list("run/", { limit: count });
  clearInterval(timer);
  expect(keys.length).toBe(count);
  expect(turns).toBeGreaterThan(1);
  expect(await allKeys(storage, "run/")).toEqual(keys);
});
