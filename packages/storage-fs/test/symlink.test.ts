import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bytes, tempFolder, tempStorage, textOf } from "./support/temp-storage.ts";

function linkedRun() {
  const { storage, directory } = tempStorage();
  const outside = tempFolder();
  mkdirSync(directory);
  writeFileSync(join(outside, "secret"), "secret");
  symlinkSync(outside, join(directory, "run"));
  return { storage, directory, outside };
}

it("refuses to write through a folder that is a link", async () => {
  const { storage, directory, outside } = linkedRun();
  await storage.write("value", bytes("x"));
  const refused = expect.objectContaining({
    code: "TKR_STORAGE_FAILED",
    message: expect.stringContaining(`${join(directory, "run")} is a symbolic link`),
    details: expect.objectContaining({ errno: "ELOOP" }),
  });
  for (const key of ["run/new", "run/deep/er/new", "run/secret"]) {
    await expect(storage.write(key, bytes("x"))).rejects.toEqual(refused);
    await expect(storage.write(key, new Uint8Array(2_000_000))).rejects.toEqual(refused);
    await expect(storage.create(key, bytes("x"))).rejects.toEqual(refused);
    await expect(storage.link("value", key)).rejects.toEqual(refused);
    await expect(storage.writeStream(key, storage.readStream("value"))).rejects.toEqual(refused);
    expect(() => storage.localPath(key)).toThrow(refused);
  }
  expect(readdirSync(outside)).toEqual(["secret"]);
  expect(readFileSync(join(outside, "secret"), "utf8")).toBe("secret");
});

it("has no keys behind a link", async () => {
  const { storage, directory, outside } = linkedRun();
  symlinkSync(join(outside, "secret"), join(directory, "linked"));
  for (const key of ["run/secret", "linked", "linked/below"]) {
    expect(await storage.stat(key)).toBeUndefined();
    await expect(storage.read(key)).rejects.toMatchObject({ code: "TKR_STORAGE_NOT_FOUND" });
    await expect(storage.link(key, "copy")).rejects.toMatchObject({ code: "TKR_STORAGE_NOT_FOUND" });
    await expect(storage.readStream(key)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "TKR_STORAGE_NOT_FOUND",
    });
  }
  await expect(storage.read("linked")).rejects.toThrow("symbolic link");
});

it("replaces a link itself by the value that is written to its key", async () => {
  const { storage, directory, outside } = linkedRun();
  symlinkSync(join(outside, "secret"), join(directory, "linked"));
  await storage.write("linked", bytes("mine"));
  expect(await textOf(storage, "linked")).toBe("mine");
  expect(readFileSync(join(outside, "secret"), "utf8")).toBe("secret");
});

it("does not write temporary files through a link", async () => {
  const { storage, directory, outside } = linkedRun();
  symlinkSync(outside, join(directory, ".tierkreis-tmp"));
  await expect(storage.write("a", bytes("x"))).rejects.toMatchObject({
    code: "TKR_STORAGE_FAILED",
    details: { errno: "ELOOP" },
  });
  expect(readdirSync(outside)).toEqual(["secret"]);
});

it("is not held up by a named pipe", async () => {
  const { storage, directory } = tempStorage();
  mkdirSync(directory);
  execFileSync("mkfifo", [join(directory, "pipe")]);
  expect(await storage.stat("pipe")).toBeUndefined();
  await expect(storage.read("pipe")).rejects.toMatchObject({ code: "TKR_STORAGE_NOT_FOUND" });
  expect(await storage.list("")).toEqual({ keys: [] });
});
