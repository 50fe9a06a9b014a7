import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import type { Storage } from "../../../storage.ts";
import {
  allKeys,
  assertBytes,
  assertMissing,
  assertText,
  assertValue,
  bytes,
  count,
  inPieces,
  noise,
} from "../data.ts";
import { group } from "../group.ts";

const needs = { needs: ["localFiles"] } as const;

function pathOf(storage: Storage, key: string): string {
  const path = storage.localPath?.(key) ?? "";
  assert.ok(isAbsolute(path), `localPath(${JSON.stringify(key)}) is not absolute: ${path}`);
  return path;
}

export const files = group("files", (test) => {
  test(
    "has each value in the file of its key, by whatever way it came there",
    async (storage) => {
      const value = noise(2_000_000);
      await storage.write("run/written", value.slice());
      await storage.writeStream("run/streamed", inPieces(value, 300_000));
      await storage.create("run/created", value.slice());
      await storage.link("run/written", "run/linked");
      await storage.batch([{ key: "run/batched", value: value.slice() }]);
      const keys = await allKeys(storage, "run/");
      assert.equal(keys.length, 5);
      for (const key of keys) assertBytes(await readFile(pathOf(storage, key)), value, `the file of ${key}`);
      await storage.write("run/written", bytes("short"));
      assertBytes(await readFile(pathOf(storage, "run/written")), bytes("short"));
      assertBytes(
        await readFile(pathOf(storage, "run/linked")),
        value,
        "the file of a link whose first key changed",
      );
      await storage.delete("run/");
      for (const key of keys)
        assert.equal(existsSync(pathOf(storage, key)), false, `the file of ${key} after delete`);
    },
    needs,
  );

  test(
    "takes a whole file that a program writes there as the key's value",
    async (storage) => {
      for (const index of count(3)) {
        const key = `run/by-program/${index}/value`;
        await assertMissing(storage, key);
        await mkdir(dirname(pathOf(storage, key)), { recursive: true });
        await writeFile(pathOf(storage, key), `value ${index}`);
        await assertValue(storage, key, bytes(`value ${index}`));
        assert.equal(
          await storage.create(key, bytes("x")),
          false,
          "create of a key whose file a program wrote",
        );
      }
      assert.equal((await allKeys(storage, "run/by-program/")).length, 3);
      await storage.link("run/by-program/0/value", "run/linked");
      await storage.write("run/by-program/0/value", bytes("replaced"));
      await assertText(storage, "run/linked", "value 0");
      await storage.delete("run/by-program/");
      assert.deepEqual(await allKeys(storage), ["run/linked"]);
    },
    needs,
  );

  test(
    "takes a file that is renamed there as the key's value, and leaves a link to the old one",
    async (storage, site) => {
      await storage.write("run/value", bytes("old"));
      await storage.link("run/value", "run/linked");
      const made = join(dirname(pathOf(storage, "run/value")), "made-aside");
      await writeFile(made, "new");
      await rename(made, pathOf(storage, "run/value"));
      await assertValue(storage, "run/value", bytes("new"));
      await assertText(storage, "run/linked", "old");
      assert.deepEqual(await allKeys(storage), ["run/linked", "run/value"]);
      assert.ok(existsSync(site.place));
    },
    needs,
  );

  test(
    "names different files for different keys, whether they are there or not",
    async (storage) => {
      const keys = ["a", "b", "c/d", "c/e", "c/d e", "-.N3.L0/outputs/value"];
      const paths = keys.map((key) => pathOf(storage, key));
      assert.equal(new Set(paths).size, keys.length);
      assert.deepEqual(await allKeys(storage), [], "the keys after nothing but localPath");
    },
    needs,
  );
});
