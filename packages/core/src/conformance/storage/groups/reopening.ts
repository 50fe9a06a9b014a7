import assert from "node:assert/strict";
import { allKeys, assertMissing, assertText, assertValue, bytes, count, inPieces, noise } from "../data.ts";
import { group } from "../group.ts";
import { exercise } from "../operations.ts";

const needs = { needs: ["persistent"] } as const;

export const reopening = group("reopening", (test) => {
  test(
    "finds everything again when it is opened again",
    async (storage, site) => {
      await storage.write("a/value", noise(100_000));
      await storage.writeStream("a/streamed", inPieces(noise(2_000_000), 100_000));
      await storage.create("a/created", bytes("created"));
      await storage.link("a/created", "a/linked");
      await storage.batch([{ key: "a/batched", value: new Uint8Array() }]);
      await storage.write("b/gone", bytes("x"));
      await storage.delete("b/");
      await storage.close();
      const again = await site.open();
      assert.deepEqual(await allKeys(again), ["a/batched", "a/created", "a/linked", "a/streamed", "a/value"]);
      await assertValue(again, "a/value", noise(100_000));
      await assertValue(again, "a/streamed", noise(2_000_000));
      await assertValue(again, "a/linked", bytes("created"));
      await assertValue(again, "a/batched", new Uint8Array());
      assert.equal(await again.create("a/created", bytes("x")), false, "create of a key from before");
      await exercise(again, "again");
    },
    needs,
  );

  test(
    "shows what one handle does to another that is open",
    async (storage, site) => {
      const other = await site.open();
      for (const round of count(10)) {
        await storage.write("a/value", bytes(`${round}`));
        await assertText(other, "a/value", `${round}`);
        await other.writeStream("a/value", inPieces(bytes(`${round} streamed`), 2));
        await assertText(storage, "a/value", `${round} streamed`);
        assert.equal(await other.create("a/value", bytes("x")), false);
        await other.link("a/value", `linked/${round}`);
        assert.deepEqual(await allKeys(storage), ["a/value", `linked/${round}`]);
        await storage.delete("linked/");
        await assertMissing(other, `linked/${round}`);
        assert.deepEqual(await allKeys(other, "a/"), ["a/value"]);
      }
      await exercise(storage, "one");
      await exercise(other, "other");
    },
    needs,
  );

  test(
    "finds what another process wrote that ended without closing",
    async (storage, site) => {
      const keys = count(100).map((index) => `by-peer/${index % 3}/${index + 100}`);
      const peer = await site.start({ program: "fill", input: { keys } });
      await peer.ended();
      for (const handle of [storage, await site.open()]) {
        assert.deepEqual(await allKeys(handle), keys.toSorted());
        for (const key of keys) await assertText(handle, key, key);
      }
      await exercise(storage, "after");
    },
    needs,
  );
});
