import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { allKeys, bytes, opened, start, tempFolder, tempStorage, textOf } from "./support/temp-storage.ts";

it("waits for another process without holding up its own", async () => {
  const { storage, file } = tempStorage();
  await storage.write("a", bytes("old"));
  const holder = start("lock-holder.ts", file);
  expect(await holder.line()).toBe("locked");
  let settled = 0;
  const count = <T>(promise: Promise<T>) => promise.finally(() => (settled += 1));
  const writes = [count(storage.write("a", bytes("new"))), count(storage.create("b", bytes("b")))];
  let turns = 0;
  while (turns < 20) {
    await new Promise((next) => setTimeout(next, 5));
    expect(await textOf(storage, "a")).toBe("old");
    turns += 1;
  }
  expect(settled).toBe(0);
  holder.child.kill("SIGKILL");
  expect(await Promise.all(writes)).toEqual([undefined, true]);
  expect(await textOf(storage, "a")).toBe("new");
});

it("says that another process holds the file when its patience is over, and goes on afterwards", async () => {
  const { storage, file } = tempStorage({ busyTimeout: 30 });
  await storage.write("a", bytes("old"));
  const other = opened(file);
  other.exec("BEGIN IMMEDIATE");
  const busy = expect.objectContaining({
    code: "TKR_STORAGE_FAILED",
    message: `[storage-sqlite] Could not write "a" (${file}): EBUSY, another process has been writing to it all the time. Look which one it is, or raise the \`busyTimeout\` option.`,
    details: { key: "a", file, errno: "EBUSY" },
  });
  await expect(storage.write("a", bytes("new"))).rejects.toEqual(busy);
  await expect(storage.write("a", new Uint8Array(100_000))).rejects.toEqual(busy);
  expect(await textOf(storage, "a")).toBe("old");
  other.exec("COMMIT");
  await storage.write("a", bytes("new"));
  expect(await textOf(storage, "a")).toBe("new");
});

it(
  "loses no write of several processes, also when they make the file at once",
  { timeout: 60_000 },
  async () => {
    const folder = tempFolder();
    const [file, go] = [join(folder, "checkpoints.sqlite"), join(folder, "go")];
    const names = ["a", "b", "c"];
    const programs = names.map((name) => start("counter.ts", file, name, go, "60"));
    for (const program of programs) expect(await program.line()).toBe("ready");
    writeFileSync(go, "");
    for (const program of programs) expect(await program.finished()).toEqual(["done"]);
    const { storage } = tempStorage({ file });
    const keys = await allKeys(storage);
    expect(keys).toHaveLength(900);
    for (const key of keys) expect(await textOf(storage, key)).toBe(key);
  },
);
