import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { Storage } from "../../../storage.ts";
import { allKeys, assertMissing, assertValue, bytes, count, inPieces, noise } from "../data.ts";
import { group } from "../group.ts";
import { sizeOf, stamped } from "../stamp.ts";
import { whileWatching } from "../watch.ts";

const whole = ["watched/written", "watched/streamed", "watched/linked", "watched/created"];

/** Changes what is watched in every way there is. */
async function change(storage: Storage, rounds: number): Promise<void> {
  for (const from of [0, 1]) await storage.write(`from-${from}`, stamped(from, sizeOf(from)));
  for (const round of count(rounds)) {
    const value = stamped(round, sizeOf(round));
    await Promise.all([
      storage.write("watched/written", value),
      storage.writeStream("watched/streamed", inPieces(value, 70_000)),
      storage.link(`from-${round % 2}`, "watched/linked"),
      storage.create("watched/created", value),
    ]);
    // Some storages never leave the thread to a reader by themselves.
    await setImmediate();
    if (round % 3 === 2) await storage.delete("watched/created");
    if (round % 10 === 9) await storage.delete("watched/");
  }
}

export const visibility = group("visibility", (test) => {
  test("shows a value whole or not at all while it changes", async (storage) => {
    await whileWatching(storage, { whole }, async () => change(storage, 40));
  });

  test(
    "shows a value whole or not at all to other processes while it changes",
    async (storage, site) => {
      const peer = await site.start({ program: "watch", input: { whole } });
      await change(storage, 80);
      peer.tell("stop");
      const { problem, seen } = (await peer.next()) as { problem?: string; seen?: number };
      assert.equal(problem, undefined);
      assert.ok((seen ?? 0) > 0, "the other process saw nothing of what was written");
    },
    { needs: ["persistent"] },
  );

  test("shows nothing of a stream before its last piece", async (storage) => {
    const value = noise(1_500_000);
    const look = (key: string, check: () => Promise<void>) =>
      storage.writeStream(
        key,
        (async function* () {
          for await (const piece of inPieces(value, 250_000)) {
            await check();
            yield piece;
          }
          await check();
        })(),
      );
    await look("new", async () => {
      await assertMissing(storage, "new");
      assert.deepEqual(await allKeys(storage), [], "keys while a stream is written");
    });
    await storage.write("old", bytes("old"));
    await look("old", async () => assertValue(storage, "old", bytes("old")));
    await assertValue(storage, "new", value);
    await assertValue(storage, "old", value);
  });

  test("shows what has settled to every later call", async (storage) => {
    for (const round of count(50)) {
      const value = stamped(round, sizeOf(round));
      await storage.write("value", value);
      await assertValue(storage, "value", value);
      assert.deepEqual(await allKeys(storage), ["value"]);
      await storage.delete("value");
      await assertMissing(storage, "value");
      assert.deepEqual(await allKeys(storage), []);
    }
  });
});
