import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { start } from "./support/program.ts";
import { bytes, tempFolder, temporaryFiles, tempStorage, textOf } from "./support/temp-storage.ts";

it("writes only where nothing is", async () => {
  const { storage, directory } = tempStorage();
  expect(await storage.create("lock/1", bytes("first"))).toBe(true);
  expect(await storage.create("lock/1", bytes("second"))).toBe(false);
  expect(await textOf(storage, "lock/1")).toBe("first");
  await storage.write("lock/2", bytes("written"));
  expect(await storage.create("lock/2", bytes("created"))).toBe(false);
  await storage.delete("lock/1");
  expect(await storage.create("lock/1", bytes("third"))).toBe(true);
  expect(await textOf(storage, "lock/1")).toBe("third");
  expect(temporaryFiles(directory)).toEqual([]);
});

it("lets one of fifty racers in five processes win each of many keys", { timeout: 60_000 }, async () => {
  const { storage, directory } = tempStorage();
  const [keys, go] = [200, join(tempFolder(), "go")];
  const racers = Array.from({ length: 5 }, () =>
    start("create-racer.ts", [directory, go, String(keys), "10"]),
  );
  await Promise.all(racers.map((racer) => racer.line()));
  writeFileSync(go, "");
  const wins = await Promise.all(
    racers.map(async (racer) => JSON.parse((await racer.finished())[0]!) as number[]),
  );
  const winners = Array.from({ length: keys }, (_, key) => wins.reduce((sum, each) => sum + each[key]!, 0));
  expect(winners).toEqual(Array.from({ length: keys }, () => 1));
  for (let key = 0; key < keys; key += 1) {
    const winner = Number((await textOf(storage, `race/${key}`)).split(".")[0]);
    expect(wins[racers.findIndex((racer) => racer.child.pid === winner)]![key]).toBe(1);
  }
});

it("creates nothing where a link or a full folder stands", async () => {
  const { storage, directory } = tempStorage();
  mkdirSync(directory);
  symlinkSync("/nowhere", join(directory, "link"));
  expect(await storage.create("link", bytes("x"))).toBe(false);
  await storage.write("folder/a", bytes("x"));
  expect(await storage.create("folder", bytes("x"))).toBe(false);
});
