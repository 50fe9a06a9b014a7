import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lifeOf, ownName } from "@tierkreis/core";
import { allKeys, blobs, opened, rowCounts, start, tempStorage, value } from "./support/temp-storage.ts";

it("is whole after each of several kills, with all that was told", async () => {
  const { storage, file } = tempStorage();
  const sizes = [10, 1000, 60_000, 70_000, 300_000, 1_500_000];
  let last = 0;
  for (let round = 0; round < 6; round += 1) {
    const writer = start("endless-writer.ts", file, String(last));
    const told: number[] = [];
    const enough = 15 + round * 7;
    while (told.length < enough) told.push(Number(await writer.line()));
    writer.child.kill("SIGKILL");
    for (let line: string | undefined = ""; line !== undefined;) {
      line = await writer.line().catch(() => undefined);
      if (line !== undefined) told.push(Number(line));
    }
    last = Math.max(...told) + 100;
    for (const number of told) {
      // Each of its three writers deletes what is 20 back.
      if (number < last - 110) continue;
      expect(await storage.read(`values/${number}`)).toEqual(value(sizes[number % 6]!, number % 251));
    }
  }
  const links = await Promise.all((await allKeys(storage, "links/")).map((key) => storage.read(key)));
  expect(links.every((read) => read.every((byte) => byte === read[0]))).toBe(true);
  await storage.close();
  const database = opened(file);
  expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  // No content without a key, none counted wrong.
  const wrong = database.prepare(`
    SELECT id FROM contents
    LEFT JOIN entries ON entries.content = id LEFT JOIN shared ON shared.content = id
    GROUP BY id HAVING count(key) <> coalesce(keys, 1)`);
  expect(wrong.all()).toEqual([]);
});

it("removes the files that killed processes left, and only those", async () => {
  const { storage, file } = tempStorage();
  await storage.write("own", value(100_000));
  const killed = start("writer-of-files.ts", file);
  expect(await killed.line()).toBe("half");
  const living = start("writer-of-files.ts", file);
  expect(await living.line()).toBe("half");
  killed.child.kill("SIGKILL");
  await killed.finished().catch(() => undefined);
  const elsewhere = join(`${file}-blobs`, "another-machine");
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, "1"), "being written");
  expect(blobs(file)).toHaveLength(5);
  const { storage: next } = tempStorage({ file });
  expect(await next.stat("whole")).toEqual({ size: 100_000 });
  await next.close();
  const names = blobs(file);
  const lives = names.map((name) => lifeOf(name.split("/")[0]!)).sort();
  expect(lives).toEqual(["alive", "alive", "alive", "unknown"]);
});

it("lets go of what was deleted by a process that was killed meanwhile", async () => {
  const { storage, file } = tempStorage();
  const keys = Array.from({ length: 3000 }, (_, index) => `run/${index}`);
  await storage.batch(keys.map((key) => ({ key, value: value(10) })));
  await storage.close();
  // As a delete leaves it before the contents are gone.
  const database = opened(file);
  database.exec("INSERT INTO garbage (content) SELECT content FROM entries; DELETE FROM entries");
  database.close();
  const { storage: next } = tempStorage({ file });
  expect(await next.list("")).toEqual({ keys: [] });
  await next.close();
  expect(rowCounts(file)).toEqual({ entries: 0, contents: 0, shared: 0, garbage: 0 });
});

it("tells its own process from dead ones and from those it cannot know", () => {
  const [machine, , started] = ownName().split("-");
  expect(lifeOf(ownName())).toBe("alive");
  expect(lifeOf([machine, process.pid, "000000000000", "0"].join("-"))).toBe("dead");
  expect(lifeOf([machine, 2 ** 22 + 1, started, "0"].join("-"))).toBe("dead");
  expect(lifeOf(["another", process.pid, started, "0"].join("-"))).toBe("unknown");
  expect(lifeOf("lost+found")).toBe("unknown");
});
