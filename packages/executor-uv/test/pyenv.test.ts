import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { pyenvFolders } from "../src/pyenv.ts";

const versions = {
  "pyenv/versions/3.9.18/bin/python3": "",
  "pyenv/versions/3.13.0/bin/python3": "",
  "pyenv/versions/2.7.18/bin/python": "",
  "pyenv/versions/my-project/bin/python3": "",
};

it.each([
  ["where PYENV_ROOT says", (folder: string) => ({ PYENV_ROOT: join(folder, "pyenv") })],
  ["beside its shims on PATH", (folder: string) => ({ PATH: `/bin:${join(folder, "pyenv", "shims")}` })],
])("finds pyenv's versions %s, newest first", (_, variables) => {
  const folder = writeTree(versions);
  expect(pyenvFolders({ HOME: temporaryFolder(), ...variables(folder) })).toEqual([
    join(folder, "pyenv/versions/3.13.0/bin"),
    join(folder, "pyenv/versions/3.9.18/bin"),
  ]);
});

it("finds nothing where there is no pyenv", () => {
  expect(pyenvFolders({ HOME: temporaryFolder(), PATH: "/bin" })).toEqual([]);
});
