import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { assertRefused } from "../codes.ts";
import { allKeys, assertText, assertValue, bytes, count, noise } from "../data.ts";
import { group } from "../group.ts";
import { stamped } from "../stamp.ts";
import { whileWatching } from "../watch.ts";

const ordered = count(60).map((index) => `batch/${index + 10}`);
const version = (round: number) => ordered.map((key) => ({ key, value: stamped(round, 500) }));

export const batches = group("batches", (test) => {
  test("writes all, the last of a key counting", async (storage) => {
    const write = (key: string, text: string) => ({ key, value: bytes(text) });
    await storage.batch([]);
    await storage.batch([
      write("a", "1"),
      write("b/c", "2"),
      write("a", "3"),
      { key: "d", value: noise(2_000_000) },
    ]);
    await assertText(storage, "a", "3");
    await assertText(storage, "b/c", "2");
    await assertValue(storage, "d", noise(2_000_000));
    await storage.batch([write("a", ""), write("d", "small")]);
    await assertText(storage, "a", "");
    await assertText(storage, "d", "small");
    assert.deepEqual(await allKeys(storage), ["a", "b/c", "d"]);
  });

  test("refuses all of it when one key is invalid", async (storage) => {
    await storage.write("a", bytes("old"));
    const writes = ["a", "b", "../c", "d"].map((key) => ({ key, value: bytes("new") }));
    await assertRefused(() => storage.batch(writes), "TKR_KEY_INVALID", {
      what: "a batch with an invalid key",
    });
    assert.deepEqual(await allKeys(storage), ["a"]);
    await assertText(storage, "a", "old");
  });

  test("shows its values in order", async (storage) => {
    await whileWatching(storage, { ordered }, async () => {
      for (const round of count(20)) {
        await storage.batch(version(round));
        await setImmediate();
      }
    });
  });

  test(
    "shows its values in order to other processes",
    async (storage, site) => {
      const peer = await site.start({ program: "watch", input: { ordered } });
      for (const round of count(30)) await storage.batch(version(round));
      peer.tell("stop");
      const { problem, seen } = (await peer.next()) as { problem?: string; seen?: number };
      assert.equal(problem, undefined);
      assert.ok((seen ?? 0) > 0, "the other process saw nothing of what was written");
    },
    { needs: ["persistent"] },
  );

  test("keeps what batches at once write", async (storage) => {
    const names = count(20).map((index) => `batch-${index}`);
    const writes = (name: string) =>
      count(50).map((index) => ({ key: `${name}/${index}`, value: bytes(name) }));
    await Promise.all(names.map((name) => storage.batch(writes(name))));
    assert.equal((await allKeys(storage, "batch-")).length, 1000);
    for (const name of names) await assertText(storage, `${name}/49`, name);
  });

  test("syncs: with nothing written, after writes, and many times at once", async (storage) => {
    await storage.sync();
    await storage.batch(version(1));
    await Promise.all(
      count(20).map(async (index) => storage.write(`synced/${index}`, bytes("x")).then(() => storage.sync())),
    );
    await storage.delete("synced/");
    await storage.sync();
    assert.deepEqual(await allKeys(storage), ordered);
  });
});
