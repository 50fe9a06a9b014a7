import assert from "node:assert/strict";
import { allKeys, assertBytes, assertText, bytes, collect, count, inPieces, noise } from "../data.ts";
import { group } from "../group.ts";
import { stamped, versionOf } from "../stamp.ts";

export const concurrency = group("concurrency", (test) => {
  test("does a thousand different calls at once", async (storage) => {
    await storage.write("from", bytes("from"));
    const key = (index: number): string => `many/${index % 7}/${index}`;
    await Promise.all(
      count(1000).map(async (index) => {
        if (index % 5 === 0) await storage.write(key(index), bytes(key(index)));
        else if (index % 5 === 1) await storage.create(key(index), bytes(key(index)));
        else if (index % 5 === 2) await storage.writeStream(key(index), inPieces(bytes(key(index)), 3));
        else if (index % 5 === 3) await storage.link("from", key(index));
        else await storage.batch([{ key: key(index), value: bytes(key(index)) }]);
      }),
    );
    assert.equal((await allKeys(storage, "many/")).length, 1000);
    await Promise.all(
      count(1000).map(async (index) =>
        assertText(storage, key(index), index % 5 === 3 ? "from" : key(index)),
      ),
    );
    await Promise.all(count(7).map(async (index) => storage.delete(`many/${index}/`)));
    assert.deepEqual(await allKeys(storage), ["from"]);
  });

  test("lets one of many writers of one key win whole", async (storage) => {
    for (const size of [20, 5000, 1_200_000]) {
      const writers = count(30).map(async (version) => {
        const value = stamped(version, size);
        if (version % 2 === 0) await storage.write("one", value);
        else await storage.writeStream("one", inPieces(value, 100_000));
      });
      await Promise.all(writers);
      const value = await storage.read("one");
      assert.ok(versionOf(value, "one") < 30);
      assert.equal(value.length, size);
    }
  });

  test("has a hundred streams open at once", async (storage) => {
    const values = count(100).map((index) => noise(100_000 + index, index + 1));
    await Promise.all(
      values.map(async (value, index) => storage.writeStream(`s/${index}`, inPieces(value, 30_000))),
    );
    const read = await Promise.all(values.map(async (_, index) => collect(storage.readStream(`s/${index}`))));
    for (const [index, value] of values.entries()) assertBytes(read[index] ?? new Uint8Array(), value);
  });
});
