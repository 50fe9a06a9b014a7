import type { Bugs } from "../bug.ts";

/** Bugs of the storages for files and SQLite. */
export const storageBugs: Bugs = {
  "fs: a value is written where it is read": {
    file: "storage-fs/src/place.ts",
    find: "writeFileSync(temp, value);\n      rename(ground, temp, path);",
    replace: "writeFileSync(path, value);",
    caughtBy: [{ tests: "storage-fs/test/conformance.test.ts" }],
  },
  "fs: create replaces what came meanwhile": {
    file: "storage-fs/src/place.ts",
    find: "const won = linkUnlessThere(temp, path);",
    replace: "rename(ground, temp, path);\n      const won = true;",
    caughtBy: [{ tests: "storage-fs/test/conformance.test.ts" }],
  },
  "fs: a list misses a key between two pages": {
    file: "storage-fs/src/list.ts",
    find: 'keys.pop();\n  return { keys, next: keys[limit - 1] ?? "" };',
    replace: 'return { next: keys.pop() ?? "", keys };',
    caughtBy: [{ tests: "storage-fs/test/conformance.test.ts" }],
  },
  "fs: a kept listing counts for ever": {
    file: "storage-fs/src/listings.ts",
    find: "return [stats.dev, stats.ino, stats.ctimeNs].join",
    replace: "return [stats.dev, stats.ino].join",
    caughtBy: [{ tests: "storage-fs/test/list.test.ts" }],
  },
  "fs: sync does nothing": {
    file: "storage-fs/src/file-storage.ts",
    find: "this.#ground.unsynced?.sync()",
    replace: "undefined",
    caughtBy: [{ tests: "storage-fs/test/sync.test.ts" }],
  },
  "fs: files are synced, and their names are not": {
    file: "storage-fs/src/unsynced.ts",
    find: "await this.#flushAll(folders);",
    replace: "",
    caughtBy: [{ tests: "storage-fs/test/sync.test.ts" }],
  },
  "sqlite: a commit that fails is told as done": {
    file: "storage-sqlite/src/commits.ts",
    find: "jobs[0]?.settle(asError(error));",
    replace: "jobs[0]?.settle();",
    caughtBy: [{ tests: "storage-sqlite/test/failure.test.ts" }],
  },
  "sqlite: sync does nothing": {
    file: "storage-sqlite/src/store.ts",
    find: "    await this.#disk.sync();\n",
    replace: "",
    caughtBy: [{ tests: "storage-sqlite/test/sync.test.ts" }],
  },
  "sqlite: half of a batch is written": {
    file: "storage-sqlite/src/store.ts",
    find: "for (const [index, content] of contents.entries()) this.#changes.put",
    replace:
      "for (const [index, content] of contents.slice(0, Math.ceil(contents.length / 2)).entries()) this.#changes.put",
    caughtBy: [{ tests: "storage-sqlite/test/conformance.test.ts" }],
  },
  "sqlite: create replaces what is there": {
    file: "storage-sqlite/src/store.ts",
    find: "if (this.reader.has(key)) return false;\n",
    replace: "",
    caughtBy: [{ tests: "storage-sqlite/test/conformance.test.ts" }],
  },
  "sqlite: a link does not count": {
    file: "storage-sqlite/src/changes.ts",
    find: "    this.#statements.share.run(content);\n",
    replace: "",
    caughtBy: [{ tests: "storage-sqlite/test/conformance.test.ts" }],
  },
};
