import assert from "node:assert/strict";
import { assertBytes, assertValue, bytes, count, inPieces, noise } from "../data.ts";
import { group } from "../group.ts";

const MEGABYTE = 1024 * 1024;

export const values = group("values", (test) => {
  test("keeps values of any size", async (storage) => {
    const sizes = [0, 1, 2, 1000, 4096, 65_535, 65_536, 65_537, MEGABYTE, MEGABYTE + 1, 3_000_000];
    for (const size of sizes) await storage.write(`sizes/${size}`, noise(size, size));
    for (const size of sizes) {
      await assertValue(storage, `sizes/${size}`, noise(size, size));
      assert.deepEqual(await storage.stat(`sizes/${size}`), { size }, `stat of a value of ${size} bytes`);
    }
  });

  test("keeps every byte, whatever text it would be", async (storage) => {
    const all = {
      bytes: Uint8Array.from(count(256)),
      reversed: Uint8Array.from(count(256)).reverse(),
      "not-utf-8": Uint8Array.of(0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf8, 0x80),
      mark: Uint8Array.of(0xef, 0xbb, 0xbf, 0x61),
      lines: bytes("a\r\nb\rc\n\n"),
      zeros: new Uint8Array(10),
      "ends-in-zero": Uint8Array.of(1, 0),
      quotes: bytes("'\"`\\'); --"),
      composed: bytes("\u00e4 a\u0308 \ufb01"),
    };
    for (const [name, value] of Object.entries(all)) await storage.write(`exact/${name}`, value.slice());
    for (const [name, value] of Object.entries(all)) await assertValue(storage, `exact/${name}`, value);
  });

  test("keeps the zeros at both ends of a value of any size", async (storage) => {
    for (const size of [1, 1000, 65_536, MEGABYTE, 3_000_000]) {
      const value = new Uint8Array(3 * size);
      await storage.write("zeros", value.slice());
      await assertValue(storage, "zeros", value);
      value.set(noise(size, size), size);
      await storage.write("between-zeros", value.slice());
      await assertValue(storage, "between-zeros", value);
      await storage.writeStream("streamed", inPieces(value, 100_000));
      await assertValue(storage, "streamed", value);
    }
  });

  test("replaces a value by a longer and by a shorter one", async (storage) => {
    for (const size of [10, 100_000, 99_999, 5, 2_000_000, 1, 0, 3]) {
      const value = noise(size, size);
      await storage.write("a/value", value);
      await assertValue(storage, "a/value", value);
      assert.deepEqual(await storage.stat("a/value"), { size }, "stat of a value that was replaced");
    }
  });

  test("writes a part of a larger array as that part", async (storage) => {
    const array = noise(100_000);
    await storage.write("part", array.subarray(1000, 70_000));
    await storage.create("created", array.subarray(5, 10));
    await storage.batch([{ key: "batched", value: array.subarray(99_990) }]);
    await assertValue(storage, "part", array.subarray(1000, 70_000));
    await assertValue(storage, "created", array.subarray(5, 10));
    await assertValue(storage, "batched", array.subarray(99_990));
  });

  test("gives each reader an array of its own, also of a value that was a Buffer", async (storage) => {
    for (const size of [10, 100_000, 2_000_000]) {
      const value = noise(size, size);
      // `slice` of a Buffer is no copy.
      for (const written of [value.slice(), Buffer.from(value)]) {
        await storage.write("a/value", written);
        const [one, other] = await Promise.all([storage.read("a/value"), storage.read("a/value")]);
        one.fill(0);
        assertBytes(other, value, "what one reader got when another changed its array,");
        other.fill(0);
        assertBytes(await storage.read("a/value"), value, "the value after a reader changed its array");
      }
    }
  });

  test("keeps a value of 64 MB", async (storage) => {
    const value = new Uint8Array(Buffer.alloc(64 * MEGABYTE, noise(1_000_003)));
    await storage.write("large", value);
    assert.deepEqual(await storage.stat("large"), { size: value.length });
    assertBytes(await storage.read("large"), value);
    await storage.write("large", bytes("small"));
    await assertValue(storage, "large", bytes("small"));
  });
});
