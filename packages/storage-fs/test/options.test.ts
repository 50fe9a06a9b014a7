import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { FileStorage } from "@tierkreis/storage-fs";
import { expect, it } from "vitest";
import { start } from "./support/program.ts";
import { tempFolder } from "./support/temp-storage.ts";

it("takes TKR_DIR as it is when the storage is made, else the folder in the home directory", async () => {
  const home = tempFolder();
  const nameWith = async (directory: string) =>
    (
      await start("default-directory.ts", [directory], {
        env: { ...process.env, HOME: home, TKR_DIR: "/too/early" },
      }).finished()
    )[0];
  expect(await nameWith("/some/where")).toBe("fs:/some/where");
  expect(await nameWith("")).toBe(`fs:${home}/.tierkreis/checkpoints`);
  expect(homedir()).not.toBe(home);
});

it("takes a directory relative to the current one", () => {
  const storage = new FileStorage({ directory: "some/where/" });
  expect(storage.name).toBe(`fs:${resolve("some/where")}`);
  expect(storage.localPath("a/b")).toBe(join(process.cwd(), "some/where/a/b"));
});

it("says what it can do", () => {
  expect(new FileStorage({ directory: "x" })).toMatchObject({
    specVersion: 1,
    capabilities: { localFiles: true, cheapLink: true, durable: false, streams: true, persistent: true },
  });
  expect(new FileStorage({ directory: "x", fsync: true }).capabilities.durable).toBe(true);
});

it.each([
  { directory: "" },
  { directory: "a\0b" },
  { directory: 1 },
  { directory: null },
  { fsync: "yes" },
  { fsync: null },
])("refuses the options %j", (options) => {
  expect(() => new FileStorage(options as never)).toThrow(TypeError);
});
