import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { failed } from "../src/failure.ts";
import {
  blobs,
  bytes,
  opened,
  start,
  tempFolder,
  tempStorage,
  textOf,
  value,
} from "./support/temp-storage.ts";

function failure(operation: string, file: string, words: string, errno?: string): unknown {
  return expect.objectContaining({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringContaining(`[storage-sqlite] Could not ${operation} "a" (${file}): ${words}`),
    details: errno === undefined ? { key: "a", file } : { key: "a", file, errno },
  });
}

it.each([
  ["a text", "This is no database, but what somebody needs.\n".repeat(50)],
  ["a short text", "This is no database."],
  ["a single letter", "x"],
])("refuses a file that is no database: %s", async (_, text) => {
  const file = join(tempFolder(), "notes.txt");
  writeFileSync(file, text);
  const { storage } = tempStorage({ file });
  const words = "it is no SQLite database, and was left as it is. Choose another file.";
  await expect(storage.read("a")).rejects.toEqual(failure("read", file, words));
  await expect(storage.write("a", bytes("x"))).rejects.toEqual(failure("write", file, words));
  expect(readFileSync(file, "utf8")).toBe(text);
});

it("refuses the database of another program, and leaves it as it is", async () => {
  const file = join(tempFolder(), "other.sqlite");
  const database = opened(file);
  database.exec("CREATE TABLE entries (key TEXT, mine TEXT)");
  database.close();
  const before = readFileSync(file);
  const { storage } = tempStorage({ file });
  const words = "it is the SQLite database of another program, and was left as it is. Choose another file.";
  await expect(storage.write("a", bytes("x"))).rejects.toEqual(failure("write", file, words));
  await expect(storage.stat("a")).rejects.toEqual(failure("stat", file, words));
  expect(readFileSync(file)).toEqual(before);
});

it("refuses tables of a version that it does not know", async () => {
  const { storage, file } = tempStorage();
  await storage.write("a", bytes("x"));
  await storage.close();
  const database = opened(file);
  database.exec("PRAGMA user_version = 2");
  database.close();
  const { storage: next } = tempStorage({ file });
  const words =
    "its tables are of version 2, and this package knows 1. Use the version of @tierkreis/storage-sqlite";
  await expect(next.read("a")).rejects.toEqual(failure("read", file, words));
});

it("takes an empty file for a new one", async () => {
  const file = join(tempFolder(), "empty.sqlite");
  writeFileSync(file, "");
  const { storage } = tempStorage({ file });
  expect(await storage.list("")).toEqual({ keys: [] });
  await storage.write("a", bytes("x"));
  expect(await textOf(storage, "a")).toBe("x");
});

it("says that the file is damaged", async () => {
  const { storage, file } = tempStorage();
  await storage.batch(Array.from({ length: 500 }, (_, index) => ({ key: `k/${index}`, value: value(1000) })));
  await storage.close();
  const content = readFileSync(file);
  content.fill(0xff, 4096);
  writeFileSync(file, content);
  const { storage: next } = tempStorage({ file });
  await expect(next.write("a", bytes("x"))).rejects.toEqual(failure("write", file, "the file is damaged ("));
});

it("says what is wrong with the path, and goes on when it is cured", async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, "a folder"));
  writeFileSync(join(folder, "plain"), "x");
  const cases = [
    ["a folder", "EISDIR, it is a folder. Give the path of a file.", "EISDIR"],
    ["plain/x.sqlite", `ENOTDIR, ${folder}/plain is a file where a folder is needed.`, "ENOTDIR"],
    ["plain/y/z/x.sqlite", `ENOTDIR, ${folder}/plain is a file where a folder is needed.`, "ENOTDIR"],
  ] as const;
  for (const [name, words, errno] of cases) {
    const file = join(folder, name);
    const { storage } = tempStorage({ file });
    await expect(storage.write("a", bytes("x"))).rejects.toEqual(failure("write", file, words, errno));
  }
  const link = join(folder, "link");
  symlinkSync(join(folder, "missing", "x.sqlite"), link);
  const { storage } = tempStorage({ file: link });
  await expect(storage.write("a", bytes("x"))).rejects.toMatchObject({ code: "TKR_STORAGE_FAILED" });
  mkdirSync(join(folder, "missing"));
  await storage.write("a", bytes("x"));
  expect(existsSync(join(folder, "missing", "x.sqlite"))).toBe(true);
});

// In a process of its own: an endless loop in a synchronous call would hold up the test for ever.
it.runIf(process.platform === "linux")("fails at once where no folder can be made", async () => {
  const [line] = await start("unprivileged.ts", "/proc/foo/bar/x.sqlite", "write", "a").finished();
  expect(JSON.parse(line!)).toMatchObject({ code: "TKR_STORAGE_FAILED", details: { errno: "ENOENT" } });
});

it("says that it may not write, or not read", async () => {
  const folder = tempFolder();
  const { storage, file } = tempStorage({ file: join(folder, "x.sqlite") });
  await storage.write("a", bytes("x"));
  await storage.close();
  const ask = async (operation: string) => {
    const [line] = await start("unprivileged.ts", file, operation, "a").finished();
    return JSON.parse(line!) as unknown;
  };
  const refused = (operation: string) => ({
    code: "TKR_STORAGE_FAILED",
    message: `[storage-sqlite] Could not ${operation} "a" (${file}): EACCES, permission denied. Give this user write access to ${file} and to its folder (reading needs it too), or choose another file.`,
    details: { key: "a", file, errno: "EACCES" },
  });
  chmodSync(folder, 0o755);
  chmodSync(file, 0o644);
  expect(await ask("write")).toEqual(refused("write"));
  chmodSync(folder, 0);
  expect(await ask("read")).toEqual(refused("read"));
  chmodSync(folder, 0o755);
});

it("says that the file was taken away, instead of writing to nowhere", async () => {
  const { storage, file } = tempStorage();
  await storage.write("a", bytes("x"));
  renameSync(file, `${file}.away`);
  const words =
    "the file was removed or replaced while it was in use, and what is written now would be lost.";
  await expect(storage.write("a", bytes("y"))).rejects.toEqual(failure("write", file, words));
  await expect(storage.create("a", value(100_000))).resolves.toBe(false);
  renameSync(`${file}.away`, file);
  await storage.write("a", bytes("y"));
  expect(await textOf(storage, "a")).toBe("y");
});

it("tells a full disk from other errors of SQLite", () => {
  const database = new DatabaseSync(":memory:");
  onTestFinished(() => database.close());
  database.exec("PRAGMA max_page_count = 3; CREATE TABLE t (x)");
  const about = { operation: "write", key: "a", file: "/data/x.sqlite" };
  const caught = (sql: string) => {
    try {
      database.exec(sql);
    } catch (error) {
      return failed(error, about);
    }
    throw new Error("It did not fail.");
  };
  const full = caught("INSERT INTO t VALUES (zeroblob(100000))");
  expect(full).toEqual(
    failure("write", about.file, `ENOSPC, the disk is full. Free some space for ${about.file}`, "ENOSPC"),
  );
  expect(full.cause).toMatchObject({ code: "ERR_SQLITE_ERROR", errcode: 13 });
  expect(caught("nonsense")).toEqual(failure("write", about.file, 'near "nonsense": syntax error.'));
});

const mayMount = process.platform === "linux" && process.getuid?.() === 0 && canMount();

function canMount(): boolean {
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

it.runIf(mayMount)("says that the disk is full, loses nothing, and goes on when there is room", async () => {
  const folder = tempFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", folder]);
  const { storage, file } = tempStorage({ file: join(folder, "x.sqlite") });
  try {
    await storage.write("a", bytes("old"));
    await storage.write("ballast", value(1_500_000));
    const full = failure("write", file, "ENOSPC, the disk is full.", "ENOSPC");
    await expect(storage.write("a", value(2_000_000))).rejects.toEqual(full);
    const fill = async () => {
      for (let count = 0; ; count += 1) await storage.write("a", value(50_000, count % 7));
    };
    await expect(fill()).rejects.toEqual(full);
    expect(await storage.stat("a")).toBeDefined();
    expect(blobs(file)).toHaveLength(1);
    await storage.delete("ballast");
    await expect.poll(() => blobs(file)).toHaveLength(0);
    await storage.write("a", bytes("new"));
    expect(await textOf(storage, "a")).toBe("new");
    await storage.close();
    execFileSync("mount", ["-o", "remount,ro", folder]);
    const { storage: next } = tempStorage({ file });
    const readOnly = (operation: string) =>
      failure(operation, file, `EROFS, the file system of ${file} is read-only.`, "EROFS");
    await expect(next.write("a", bytes("x"))).rejects.toEqual(readOnly("write"));
    await expect(next.read("a")).rejects.toEqual(readOnly("read"));
    execFileSync("mount", ["-o", "remount,rw", folder]);
    expect(await textOf(next, "a")).toBe("new");
    await next.close();
  } finally {
    await storage.close();
    execFileSync("umount", [folder]);
  }
});

it("names the file that is where the folder of large values belongs", async () => {
  const { storage, file } = tempStorage();
  await storage.write("small", bytes("x"));
  writeFileSync(`${file}-blobs`, "x");
  const words = `${file}-blobs is a file where a folder is needed.`;
  const large = storage.write("a", value(8 * 1024 * 1024));
  await expect(large).rejects.toMatchObject({ message: expect.stringContaining(words) as string });
});
