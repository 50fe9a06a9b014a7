import assert from "node:assert/strict";
import { allKeys, assertMissing, assertText, assertValue, bytes, count, inPieces, noise } from "../data.ts";
import { group } from "../group.ts";
import { footprint } from "../footprint.ts";

const MEGABYTE = 1024 * 1024;
const MANY = 100_000;

export const links = group("links", (test) => {
  test("gives a value of any size a second key, replacing what was there", async (storage) => {
    for (const size of [0, 1, 1000, 3_000_000]) {
      const value = noise(size, size);
      await storage.write("from/value", value.slice());
      await storage.link("from/value", "to/value");
      await assertValue(storage, "to/value", value);
      await assertValue(storage, "from/value", value);
    }
    assert.deepEqual(await allKeys(storage), ["from/value", "to/value"]);
  });

  test("keeps the two apart: what happens to one does not happen to the other", async (storage) => {
    const changes = [
      async (key: string) => storage.write(key, bytes("changed")),
      async (key: string) => storage.writeStream(key, inPieces(bytes("changed"), 3)),
      async (key: string) => storage.batch([{ key, value: bytes("changed") }]),
      async (key: string) => storage.link("other", key),
    ];
    await storage.write("other", bytes("changed"));
    for (const change of changes) {
      for (const [changed, kept] of [
        ["from", "to"],
        ["to", "from"],
      ] as const) {
        await storage.write("from", bytes("old"));
        await storage.link("from", "to");
        await change(changed);
        await assertText(storage, kept, "old");
        await assertText(storage, changed, "changed");
        await storage.delete(changed);
        await assertText(storage, kept, "old");
        await assertMissing(storage, changed);
      }
    }
  });

  test("has linked when it says so, also when the first changes at once", async (storage) => {
    for (const round of count(20)) {
      await storage.write("from", bytes(`old ${round}`));
      const linked = storage.link("from", `to/${round}`);
      await linked;
      await Promise.all([
        storage.write("from", bytes("new")),
        assertText(storage, `to/${round}`, `old ${round}`),
      ]);
      await assertText(storage, `to/${round}`, `old ${round}`);
    }
  });

  test("links what is a link already, and a key to itself", async (storage) => {
    await storage.write("0", bytes("x"));
    const names = count(10).map((index) => `chain/${index}`);
    for (const [index, name] of names.entries()) await storage.link(names[index - 1] ?? "0", name);
    await storage.link("chain/9", "chain/9");
    await storage.link("chain/9", "0");
    for (const name of names.slice(0, 9)) await storage.delete(name);
    assert.deepEqual(await allKeys(storage), ["0", "chain/9"]);
    await assertValue(storage, "0", bytes("x"));
    await assertValue(storage, "chain/9", bytes("x"));
  });

  test(
    "gives one value 100,000 keys",
    async (storage) => {
      const value = bytes("one value for all");
      await storage.write("from", value);
      // Some at a time: a storage across a network waits for each.
      for (const some of count(MANY / 50)) {
        const names = count(50).map((index) => some * 50 + index);
        await Promise.all(names.map((index) => storage.link("from", `links/${index % 100}/${index}`)));
      }
      assert.equal((await allKeys(storage, "links/", 20_000)).length, MANY);
      await storage.write("from", bytes("changed"));
      await storage.write("links/0/0", bytes("changed too"));
      for (let index = 1; index < MANY; index += 997)
        await assertValue(storage, `links/${index % 100}/${index}`, value);
      await storage.delete("links/");
      assert.deepEqual(await allKeys(storage), ["from"]);
    },
    { needs: ["cheapLink"], timeout: 300_000 },
  );

  test(
    "takes no space for a link to a large value",
    async (storage, site) => {
      await storage.write("from", noise(8 * MEGABYTE));
      const before = await footprint(site.place);
      for (const index of count(100)) await storage.link("from", `to/${index}`);
      const grown = (await footprint(site.place)) - before;
      assert.ok(
        grown < 160 * MEGABYTE,
        `100 links to a value of 8 MB took ${Math.round(grown / MEGABYTE)} MB`,
      );
      await assertValue(storage, "to/39", noise(8 * MEGABYTE));
    },
    { needs: ["cheapLink"] },
  );
});
