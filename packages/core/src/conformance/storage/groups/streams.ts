import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { allKeys, assertBytes, assertValue, bytes, collect, count, inPieces, noise } from "../data.ts";
import { group } from "../group.ts";
import { assertRoom, assertStreamed, hugeSource, HUGE } from "../huge.ts";

/** How many files this process has open; 0 where the system does not tell. */
function openFiles(): number {
  try {
    return readdirSync("/dev/fd").length;
  } catch {
    return 0;
  }
}

export const streams = group("streams", (test) => {
  test("keeps values given in pieces of any size", async (storage) => {
    for (const [size, piece] of [
      [10, 1],
      [100_000, 7],
      [262_145, 262_144],
      [1_000_000, 1000],
      [3_000_000, 3_000_000],
    ] as const) {
      const value = noise(size, size);
      await storage.writeStream("a/value", inPieces(value, piece));
      await assertValue(storage, "a/value", value);
    }
  });

  test("keeps an empty value, and pieces that are empty", async (storage) => {
    await storage.writeStream("a/value", inPieces(new Uint8Array(), 1));
    await assertValue(storage, "a/value", new Uint8Array());
    await storage.writeStream(
      "a/value",
      (async function* () {
        for (const text of ["", "a", "", "", "b", ""]) yield bytes(text);
      })(),
    );
    await assertValue(storage, "a/value", bytes("ab"));
  });

  test("lets the source use its array again, a Buffer too", async (storage) => {
    for (const size of [10, 300_000]) {
      for (const piece of [new Uint8Array(size), Buffer.alloc(size)]) {
        const source = (async function* () {
          for (const byte of [1, 2, 3, 4, 5]) yield piece.fill(byte);
        })();
        await storage.writeStream("a/value", source);
        piece.fill(0);
        const expected = [1, 2, 3, 4, 5].map((byte) => Buffer.alloc(size, byte));
        await assertValue(storage, "a/value", Buffer.concat(expected));
      }
    }
  });

  test("gives the reader pieces of its own", async (storage) => {
    const value = noise(3_000_000);
    await storage.write("a/value", value.slice());
    const pieces: Uint8Array[] = [];
    for await (const piece of storage.readStream("a/value")) {
      pieces.push(piece.slice());
      piece.fill(0);
    }
    assertBytes(Buffer.concat(pieces), value, "what a reader got that changed its pieces");
    const kept: Uint8Array[] = [];
    for await (const piece of storage.readStream("a/value")) kept.push(piece);
    assertBytes(Buffer.concat(kept), value, "what a reader got that kept its pieces");
  });

  test("keeps no trace of a source that throws, and hands its error on", async (storage) => {
    await storage.write("old", bytes("old"));
    for (const size of [0, 10, 1_000_000]) {
      for (const key of ["old", "new"]) {
        const broken = Object.assign(new Error("the source broke"), { code: "ENOSPC" });
        const source = (async function* () {
          yield noise(size);
          throw broken;
        })();
        const error: unknown = await storage.writeStream(key, source).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        assert.equal(error, broken, "the error of a stream whose source broke");
      }
    }
    assert.deepEqual(await allKeys(storage), ["old"]);
    await assertValue(storage, "old", bytes("old"));
  });

  test("frees what a reader that leaves early held", async (storage) => {
    const value = noise(3_000_000);
    await storage.write("a/value", value.slice());
    const before = openFiles();
    for (const round of count(100)) {
      for await (const piece of storage.readStream("a/value")) {
        assert.ok(piece.length > 0 || round < 0, "an empty first piece");
        break;
      }
      storage.readStream("a/value"); // Nobody starts to read this one.
    }
    assert.ok(
      openFiles() - before < 50,
      `${openFiles() - before} more files are open after 100 readers left`,
    );
    await storage.write("a/value", noise(value.length, 2));
    await assertValue(storage, "a/value", noise(value.length, 2));
    await storage.delete("a/");
    assert.deepEqual(await allKeys(storage), []);
  });

  test("reads and writes streams at once, of one key too", async (storage) => {
    const value = noise(1_500_000);
    await storage.write("from", value.slice());
    await Promise.all(
      count(10).map(async (index) => storage.writeStream(`to/${index}`, storage.readStream("from"))),
    );
    for (const index of count(10)) assertBytes(await storage.read(`to/${index}`), value);
    await storage.writeStream("from", storage.readStream("from"));
    assertBytes(await storage.read("from"), value, "a value that was written over itself");
    const read = await Promise.all(count(10).map(async () => collect(storage.readStream("from"))));
    for (const each of read) assertBytes(each, value);
  });

  test(
    "streams 3 GB through little memory",
    async (storage, site) => {
      await assertRoom(site.place);
      await storage.writeStream("huge", hugeSource());
      assert.deepEqual(await storage.stat("huge"), { size: HUGE });
      await assertStreamed(storage.readStream("huge"));
      await storage.delete("huge");
    },
    { needs: ["streams"], timeout: 600_000 },
  );
});
