import assert from "node:assert/strict";
import { group } from "../group.ts";

const capabilities = ["cheapLink", "durable", "localFiles", "persistent", "streams"];
const methods = [
  "batch",
  "close",
  "create",
  "delete",
  "link",
  "list",
  "read",
  "readStream",
  "stat",
  "sync",
  "write",
  "writeStream",
] as const;

export const declaration = group("declaration", (test) => {
  test("says which contract it follows, its name, and yes or no to every capability", async (storage) => {
    assert.equal(storage.specVersion, 1, "specVersion");
    assert.ok(typeof storage.name === "string" && storage.name !== "", "the name is empty");
    assert.deepEqual(Object.keys(storage.capabilities).sort(), capabilities, "the names of the capabilities");
    for (const [name, value] of Object.entries(storage.capabilities)) {
      assert.equal(typeof value, "boolean", `the type of the capability ${name}`);
    }
  });

  test("has every method, and localPath exactly when keys are local files", async (storage) => {
    for (const name of methods) assert.equal(typeof storage[name], "function", `the type of ${name}`);
    assert.equal(
      storage.localPath !== undefined,
      storage.capabilities.localFiles,
      "whether localPath is there",
    );
  });
});
