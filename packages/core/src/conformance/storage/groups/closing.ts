import assert from "node:assert/strict";
import { TierkreisError } from "../../../errors.ts";
import { assertRefused } from "../codes.ts";
import { bytes, count, inPieces } from "../data.ts";
import { group } from "../group.ts";
import { keyed, prefixed, type Operation } from "../operations.ts";
import { sizeOf, stamped, versionOf } from "../stamp.ts";

const others: readonly Operation[] = [
  { name: "sync", call: async (storage) => storage.sync() },
  { name: "an empty batch", call: async (storage) => storage.batch([]) },
];

export const closing = group("closing", (test) => {
  test("refuses every call after close with TKR_STORAGE_CLOSED", async (storage) => {
    await storage.write("there", bytes("x"));
    await storage.close();
    for (const { name, call } of [...keyed, ...prefixed, ...others]) {
      if (name === "localPath" && storage.localPath === undefined) continue;
      await assertRefused(() => call(storage, "there"), "TKR_STORAGE_CLOSED", {
        what: `${name} after close`,
      });
    }
  });

  test("may be closed twice, at once, and before anything was done", async (storage) => {
    await Promise.all([storage.close(), storage.close()]);
    await storage.close();
    await assertRefused(() => storage.read("a"), "TKR_STORAGE_CLOSED", { what: "read after close" });
  });

  test("ends the calls that are under way, whole or with an error", async (storage) => {
    const calls = count(20).flatMap((index) => {
      const value = stamped(index, sizeOf(index));
      return [
        storage.write(`w/${index}`, value),
        storage.writeStream(`s/${index}`, inPieces(value, 50_000)),
        storage.list(""),
      ];
    });
    const settled = Promise.allSettled(calls);
    await storage.close();
    for (const result of await settled) {
      if (result.status === "fulfilled") continue;
      assert.ok(
        TierkreisError.isInstance(result.reason),
        `a call that close interrupted: ${String(result.reason)}`,
      );
    }
  });

  test(
    "leaves whole values when it closes in the middle, and other handles open",
    async (storage, site) => {
      const other = await site.open();
      const writes = count(20).map(async (index) =>
        storage.write(`w/${index}`, stamped(index, sizeOf(index))),
      );
      const settled = Promise.allSettled(writes);
      await storage.close();
      for (const [index, { status }] of (await settled).entries()) {
        const stat = await other.stat(`w/${index}`);
        if (status === "fulfilled")
          assert.notEqual(stat, undefined, `w/${index} settled before close, and is not there`);
        if (stat !== undefined) versionOf(await other.read(`w/${index}`), `w/${index}`);
      }
    },
    { needs: ["persistent"] },
  );
});
