import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileStorage } from "@tierkreis/storage-fs";
import { expect, it, onTestFinished } from "vitest";
import { start } from "./support/program.ts";
import { allKeys, bytes, tempFolder, temporaryFiles, tempStorage, textOf } from "./support/temp-storage.ts";

/** What a program of fixtures/unprivileged.ts printed. */
async function asOtherUser(...args: readonly string[]): Promise<unknown> {
  const [line] = await start("unprivileged.ts", args).finished();
  return JSON.parse(line!);
}

it("says which key is not there, and where it looked", async () => {
  const { storage, directory } = tempStorage();
  await storage.write("a/b", bytes("x"));
  for (const key of ["missing", "a/missing", "a", "a/b/c", "a/b/c/d", "x/y/z"]) {
    await expect(storage.read(key)).rejects.toMatchObject({
      code: "TKR_STORAGE_NOT_FOUND",
      details: { key, file: join(directory, key) },
    });
    expect(await storage.stat(key)).toBeUndefined();
  }
  await expect(storage.read("missing")).rejects.toThrow(
    `[storage-fs] Could not read "missing": nothing is stored there (${join(directory, "missing")}).`,
  );
});

it("names the file that stands where a folder is needed", async () => {
  const { storage, directory } = tempStorage();
  await storage.write("a/b", bytes("x"));
  await expect(storage.write("a/b/c/d", bytes("x"))).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringContaining(`${join(directory, "a/b")} is a file where a folder is needed`),
    details: { key: "a/b/c/d", errno: "ENOTDIR", file: join(directory, "a/b/c/d") },
    cause: expect.objectContaining({ code: "ENOTDIR" }),
  });
  await expect(storage.write("a", bytes("x"))).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringContaining("other keys lie below this one"),
    details: { key: "a", errno: "EISDIR" },
  });
  expect(await allKeys(storage)).toEqual(["a/b"]);
});

it("fails clearly when its directory lies below a file", async () => {
  const file = join(tempFolder(), "file");
  writeFileSync(file, "x");
  const { storage } = tempStorage({ directory: join(file, "checkpoints") });
  await expect(storage.write("a", bytes("x"))).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringContaining(`ENOTDIR, ${file} is a file where a folder is needed. Move it away, or`),
    details: { errno: "ENOTDIR" },
  });
  await expect(storage.read("a")).rejects.toMatchObject({ code: "TKR_STORAGE_NOT_FOUND" });
  expect(await storage.list("")).toEqual({ keys: [] });
});

it("says that its directory is a file, in any way of writing", async () => {
  const folder = tempFolder();
  const file = join(folder, "file");
  writeFileSync(file, "x");
  symlinkSync(file, join(folder, "link"));
  for (const directory of [file, join(folder, "link")]) {
    const { storage } = tempStorage({ directory });
    const refused = expect.objectContaining({
      code: "TKR_STORAGE_FAILED",
      message: expect.stringContaining(
        `: ENOTDIR, ${directory} is a file where a folder is needed. Move it away, or choose another directory (TKR_DIR).`,
      ),
      details: expect.objectContaining({ errno: "ENOTDIR" }),
    });
    expect(await storage.stat("run/a")).toBeUndefined();
    await expect(storage.write("run/a", bytes("x"))).rejects.toEqual(refused);
    await expect(storage.write("run/a", new Uint8Array(2_000_000))).rejects.toEqual(refused);
    await expect(storage.create("a", bytes("x"))).rejects.toEqual(refused);
    await storage.delete("run/");
    expect(await storage.list("")).toEqual({ keys: [] });
  }
  expect(readFileSync(file, "utf8")).toBe("x");
});

it("says that its directory is a link to nothing, and goes on when there is something", async () => {
  const folder = tempFolder();
  const link = join(folder, "link");
  const target = join(folder, "missing");
  symlinkSync(target, link);
  for (const directory of [link, join(link, "sub", "deeper")]) {
    const { storage } = tempStorage({ directory });
    const refused = expect.objectContaining({
      code: "TKR_STORAGE_FAILED",
      message: expect.stringContaining(
        `: ENOENT, ${link} is a symbolic link to nothing (its target is ${target}). Make the folder`,
      ),
      details: expect.objectContaining({ errno: "ENOENT" }),
    });
    expect(await storage.stat("run/a")).toBeUndefined();
    await expect(storage.read("run/a")).rejects.toMatchObject({ code: "TKR_STORAGE_NOT_FOUND" });
    await expect(storage.write("run/a", bytes("x"))).rejects.toEqual(refused);
    await expect(storage.write("run/a", new Uint8Array(2_000_000))).rejects.toEqual(refused);
    await expect(storage.create("a", bytes("x"))).rejects.toEqual(refused);
  }
  expect(readdirSync(folder)).toEqual(["link"]);
  const { storage } = tempStorage({ directory: join(link, "sub", "deeper") });
  await expect(storage.write("run/a", bytes("x"))).rejects.toThrow("link to nothing");
  mkdirSync(target);
  await storage.write("run/a", bytes("x"));
  expect(readFileSync(join(target, "sub", "deeper", "run", "a"), "utf8")).toBe("x");
});

it("says that its directory is a link in a circle", async () => {
  const folder = tempFolder();
  symlinkSync(join(folder, "b"), join(folder, "a"));
  symlinkSync(join(folder, "a"), join(folder, "b"));
  for (const directory of [join(folder, "a"), join(folder, "a", "sub")]) {
    const { storage } = tempStorage({ directory });
    await expect(storage.write("x", bytes("x"))).rejects.toThrow(
      `${join(folder, "a")} is a symbolic link to nothing`,
    );
  }
});

// In processes of their own: an endless loop in a synchronous call would hold up the test for ever.
it.runIf(process.platform === "linux").each(["/proc/foo", "/proc/foo/bar/baz", "/proc"])(
  "fails at once where no folder can be made although its parent is there: %s",
  { timeout: 10_000 },
  async (directory) => {
    const result = await asOtherUser(directory, "write", "run/a");
    expect(result).toMatchObject({
      code: "TKR_STORAGE_FAILED",
      message: expect.stringContaining("no folder can be made in /proc, though it is there"),
      details: { key: "run/a", errno: "ENOENT" },
    });
  },
);

it("names the directory that it may not write to", async () => {
  const folder = tempFolder();
  chmodSync(folder, 0o555);
  expect(await asOtherUser(folder, "write", "run/a")).toMatchObject({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringMatching(
      new RegExp(`permission denied at ${folder}\\. Give this user write access`, "u"),
    ),
    details: { key: "run/a", errno: "EACCES" },
  });
  expect(await asOtherUser(join(folder, "deeper", "checkpoints"), "write", "run/a")).toMatchObject({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringContaining(`permission denied at ${folder}.`),
  });
});

it("says that a value may not be read, instead of that it is missing", async () => {
  const { storage, directory } = tempStorage();
  await storage.write("run/a", bytes("x"));
  chmodSync(join(directory, ".."), 0o755);
  chmodSync(storage.localPath("run/a"), 0);
  expect(await asOtherUser(directory, "read", "run/a")).toMatchObject({
    code: "TKR_STORAGE_FAILED",
    details: { errno: "EACCES" },
  });
  chmodSync(join(directory, "run"), 0);
  expect(await asOtherUser(directory, "read", "run/a")).toMatchObject({
    code: "TKR_STORAGE_FAILED",
    details: { errno: "EACCES" },
  });
  chmodSync(join(directory, "run"), 0o755);
});

it("says that too many files are open, and goes on when some are closed", async () => {
  const { directory } = tempStorage();
  const lines = await start("out-of-files.ts", [directory], { shell: "ulimit -n 100" }).finished();
  expect(lines).toEqual([
    "TKR_STORAGE_FAILED EMFILE",
    "TKR_STORAGE_FAILED EMFILE",
    "TKR_STORAGE_FAILED EMFILE",
    "TKR_STORAGE_FAILED EMFILE",
    "a,b",
  ]);
});

const isRoot = process.getuid?.() === 0;
const mayMount = process.platform === "linux" && isRoot && canMount();

function canMount(): boolean {
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function mounted(options: string): string {
  const folder = tempFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  onTestFinished(() => void execFileSync("umount", [folder]));
  return folder;
}

it.runIf(mayMount)(
  "says that the disk is full, leaves no trace, and goes on when there is room again",
  async () => {
    const { storage, directory } = tempStorage({ directory: mounted("size=3m") });
    await storage.write("old", bytes("old"));
    await storage.write("ballast", new Uint8Array(1_500_000));
    const full = expect.objectContaining({
      code: "TKR_STORAGE_FAILED",
      message: expect.stringContaining("the disk is full"),
      details: expect.objectContaining({ key: "old", errno: "ENOSPC" }),
    });
    const large = new Uint8Array(2_000_000);
    const source = async function* () {
      for (let piece = 0; piece < 10; piece += 1) yield large.subarray(0, 500_000);
    };
    await expect(storage.write("old", large)).rejects.toEqual(full);
    await expect(storage.writeStream("old", source())).rejects.toEqual(full);
    await storage.write("more", new Uint8Array(1_000_000));
    await expect(storage.write("old", large.subarray(0, 900_000))).rejects.toEqual(full);
    expect(await storage.create("new", large.subarray(0, 900_000)).catch(() => "failed")).toBe("failed");
    expect(await textOf(storage, "old")).toBe("old");
    expect(await allKeys(storage)).toEqual(["ballast", "more", "old"]);
    expect(temporaryFiles(directory)).toEqual([]);
    await storage.delete("ballast");
    await storage.write("old", large.subarray(0, 900_000));
    expect(await storage.stat("old")).toEqual({ size: 900_000 });
  },
);

it.runIf(mayMount)("says that the file system is read-only, and still reads", async () => {
  const { storage, directory } = tempStorage({ directory: mounted("size=3m") });
  await storage.write("run/a", bytes("x"));
  execFileSync("mount", ["-o", "remount,ro", directory]);
  const refused = expect.objectContaining({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringContaining(`the file system of ${directory} is read-only`),
    details: expect.objectContaining({ errno: "EROFS" }),
  });
  await expect(storage.write("run/a", bytes("y"))).rejects.toEqual(refused);
  await expect(storage.create("run/b", bytes("y"))).rejects.toEqual(refused);
  await expect(storage.link("run/a", "run/b")).rejects.toEqual(refused);
  await expect(storage.delete("run/")).rejects.toEqual(refused);
  await expect(storage.delete("run/a")).rejects.toEqual(refused);
  expect(await textOf(storage, "run/a")).toBe("x");
  execFileSync("mount", ["-o", "remount,rw", directory]);
  await storage.write("run/a", bytes("y"));
});

it.runIf(mayMount)("says that the file system is read-only when its directory is not there yet", async () => {
  const folder = mounted("size=3m");
  execFileSync("mount", ["-o", "remount,ro", folder]);
  for (const directory of [join(folder, "sub"), join(folder, "sub", "deeper")]) {
    const { storage } = tempStorage({ directory });
    await expect(storage.write("run/a", bytes("x"))).rejects.toMatchObject({
      code: "TKR_STORAGE_FAILED",
      message: expect.stringContaining(`EROFS, the file system of ${directory} is read-only`),
      details: { errno: "EROFS" },
    });
    expect(await storage.list("")).toEqual({ keys: [] });
  }
  execFileSync("mount", ["-o", "remount,rw", folder]);
  const { storage } = tempStorage({ directory: join(folder, "sub", "deeper") });
  await storage.write("run/a", bytes("x"));
  expect(await allKeys(storage)).toEqual(["run/a"]);
});

it.runIf(mayMount)(
  "says when its directory spans file systems, and deletes a mounted folder's values all the same",
  async () => {
    const { storage, directory } = tempStorage();
    await storage.write("value", bytes("x"));
    execFileSync("mkdir", ["-p", join(directory, "run", "mounted")]);
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", join(directory, "run", "mounted")]);
    onTestFinished(() => void execFileSync("umount", [join(directory, "run", "mounted")]));
    const spans = expect.objectContaining({
      code: "TKR_STORAGE_FAILED",
      details: expect.objectContaining({ errno: "EXDEV" }),
    });
    await expect(storage.write("run/mounted/a", bytes("x"))).rejects.toEqual(spans);
    await expect(storage.create("run/mounted/a", bytes("x"))).rejects.toEqual(spans);
    await expect(storage.link("value", "run/mounted/a")).rejects.toEqual(spans);
    expect(temporaryFiles(directory)).toEqual([]);
    writeFileSync(join(directory, "run", "mounted", "b"), "x");
    await expect(storage.delete("run/mounted/")).rejects.toMatchObject({ details: { errno: "EBUSY" } });
    expect(await allKeys(storage)).toEqual(["value"]);
  },
);

it("fails with a code of its own after it was closed", async () => {
  const { storage } = tempStorage();
  await storage.write("a", bytes("x"));
  await storage.close();
  const closed = expect.objectContaining({ code: "TKR_STORAGE_CLOSED" });
  await expect(storage.read("a")).rejects.toEqual(closed);
  await expect(storage.write("a", bytes("x"))).rejects.toEqual(closed);
  await expect(storage.create("b", bytes("x"))).rejects.toEqual(closed);
  await expect(storage.link("a", "b")).rejects.toEqual(closed);
  await expect(storage.stat("a")).rejects.toEqual(closed);
  await expect(storage.list("")).rejects.toEqual(closed);
  await expect(storage.delete("")).rejects.toEqual(closed);
  await expect(storage.sync()).rejects.toEqual(closed);
  await expect(storage.batch([{ key: "a", value: bytes("x") }])).rejects.toEqual(closed);
  await expect(storage.batch([])).rejects.toEqual(closed);
  await expect(storage.readStream("a")[Symbol.asyncIterator]().next()).rejects.toEqual(closed);
  await expect(storage.writeStream("a", new FileStorage().readStream("a"))).rejects.toEqual(closed);
  expect(() => storage.localPath("a")).toThrow(closed);
});

it("frees what it holds at the end of its scope, and lets another open the same directory", async () => {
  const { storage, directory } = tempStorage();
  await storage.write("a", bytes("x"));
  await storage[Symbol.asyncDispose]();
  await expect(storage.read("a")).rejects.toMatchObject({ code: "TKR_STORAGE_CLOSED" });
  expect(await textOf(tempStorage({ directory }).storage, "a")).toBe("x");
  expect(readFileSync(join(directory, "a"), "utf8")).toBe("x");
});
