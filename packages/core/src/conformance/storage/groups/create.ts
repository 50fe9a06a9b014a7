import assert from "node:assert/strict";
import type { Storage } from "../../../storage.ts";
import { allKeys, assertText, assertValue, bytes, count } from "../data.ts";
import { group } from "../group.ts";
import { racers } from "../racers.ts";

const races = count(20).map((index) => `race/${index + 10}`);

async function assertOneWinner(storage: Storage, key: string, winners: readonly string[]): Promise<void> {
  assert.equal(winners.length, 1, `winners of the race for ${key}: ${winners.join(", ")}`);
  await assertText(storage, key, winners[0] ?? "");
}

export const create = group("create", (test) => {
  test("writes a key that is not there, and leaves one that is", async (storage) => {
    assert.equal(await storage.create("a/b", bytes("first")), true, "create of a new key");
    assert.equal(
      await storage.create("a/b", bytes("second, longer")),
      false,
      "create of a key that is there",
    );
    await assertValue(storage, "a/b", bytes("first"));
    await storage.write("written", new Uint8Array());
    assert.equal(await storage.create("written", bytes("x")), false, "create of a key with an empty value");
    await storage.link("a/b", "linked");
    assert.equal(await storage.create("linked", bytes("x")), false, "create of a key that was linked");
    await storage.delete("a/b");
    assert.equal(await storage.create("a/b", bytes("third")), true, "create of a key that was deleted");
    await assertValue(storage, "a/b", bytes("third"));
  });

  test("writes a key once, also when all bring the same value", async (storage) => {
    const value = bytes("the same");
    assert.equal(await storage.create("a/b", value), true, "create of a new key");
    assert.equal(await storage.create("a/b", value), false, "create of a key that has this value already");
    await storage.write("written", value);
    assert.equal(await storage.create("written", value), false, "create of a key that was written with it");
    for (const key of races) {
      const won = await Promise.all(count(50).map(async () => storage.create(key, value.slice())));
      assert.equal(won.filter((one) => one).length, 1, `winners of the race for ${key} with one value`);
      await assertText(storage, key, "the same");
    }
  });

  test("has one winner among 50 racers", async (storage) => {
    for (const key of races) {
      await assertOneWinner(storage, key, await racers(storage, key, { name: "racer", count: 50 }));
    }
    assert.deepEqual(await allKeys(storage), races);
  });

  test(
    "has one winner among 50 racers on two handles",
    async (storage, site) => {
      const handles = [storage, await site.open()];
      for (const key of races) {
        const won = handles.map((handle, index) =>
          racers(handle, key, { name: `handle ${index}`, count: 25 }),
        );
        await assertOneWinner(storage, key, (await Promise.all(won)).flat());
      }
    },
    { needs: ["persistent"] },
  );

  test(
    "has one winner among 48 racers in four processes",
    async (storage, site) => {
      const names = count(4).map((index) => `process ${index}`);
      const peers = await Promise.all(
        names.map((name) => site.start({ program: "race", input: { keys: races, name } })),
      );
      for (const peer of peers) peer.tell("go");
      const won = (await Promise.all(peers.map((peer) => peer.next()))) as (readonly [string, string])[][];
      for (const key of races) {
        const winners = won.flat().filter(([raced]) => raced === key);
        await assertOneWinner(
          storage,
          key,
          winners.map(([, value]) => value),
        );
      }
    },
    { needs: ["persistent"] },
  );
});
