import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findOnPath, interpreterFor } from "../src/index.ts";
import { makeSpawner, read, shell, tempFolder } from "./support.ts";

/** Writes a program, starts it with two arguments as `interpreterFor` says, and tells what it wrote. */
async function run(text: string | Buffer, mode: number, name = "a program"): Promise<string> {
  const folder = tempFolder();
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  const command = interpreterFor(file);
  const request = shell(folder, "", { file: command.file, args: [...command.args, "a b", "$(x)"] });
  expect(await makeSpawner().spawn(request).ended).toEqual({ kind: "exit", exitCode: 0 });
  return read(join(folder, "log"));
}

const bash = findOnPath("bash") ?? "";
const show = 'printf "%s|" "$@"';

it("starts a script with a run bit and a first line by itself", async () => {
  const folder = tempFolder();
  const file = join(folder, "script");
  writeFileSync(file, `#!/bin/sh\n${show}\n`, { mode: 0o755 });
  expect(interpreterFor(file)).toEqual({ file, args: [] });
  expect(await run(`#!/bin/sh\n${show}\n`, 0o755)).toBe("a b|$(x)|");
});

it("starts a script without run bit by what its first line names", async () => {
  const folder = tempFolder();
  const file = join(folder, "script");
  const commandFor = (line: string) => {
    writeFileSync(file, `${line}\n${show}\n`);
    return interpreterFor(file);
  };
  expect(commandFor("#!/bin/sh")).toEqual({ file: "/bin/sh", args: [file] });
  expect(commandFor("#! /bin/sh  ")).toEqual({ file: "/bin/sh", args: [file] });
  expect(commandFor("#!/bin/sh -e -u")).toEqual({ file: "/bin/sh", args: ["-e -u", file] });
  expect(commandFor("#!/usr/bin/env bash")).toEqual({ file: "/usr/bin/env", args: ["bash", file] });
  expect(commandFor("#!/usr/bin/env -S sh -e")).toEqual({ file: "/usr/bin/env", args: ["-S sh -e", file] });
  expect(commandFor("#!")).toEqual({ file: bash, args: [file] });
  expect(await run(`#!/bin/sh -e\n${show}\n`, 0o644)).toBe("a b|$(x)|");
  expect(await run(`#!/usr/bin/env -S sh -e\n${show}\n`, 0o644)).toBe("a b|$(x)|");
  expect(
    await run(`#!/usr/bin/env node\nprocess.stdout.write(process.argv.slice(2).join("|"))\n`, 0o644, "x.mjs"),
  ).toBe("a b|$(x)");
});

it("starts a script without a first line by bash, with or without run bit, else by sh", async () => {
  const script = `[[ -n $BASH_VERSION ]] && ${show}\n`;
  expect(await run(script, 0o644)).toBe("a b|$(x)|");
  expect(await run(script, 0o755)).toBe("a b|$(x)|");
  const file = join(tempFolder(), "main.sh");
  writeFileSync(file, script);
  expect(interpreterFor(file)).toEqual({ file: bash, args: [file] });
  expect(interpreterFor(file, "/no/such/folder:relative")).toEqual({ file: "sh", args: [file] });
  writeFileSync(file, "");
  expect(interpreterFor(file).file).toBe(bash);
});

it("starts a binary by itself, and one that may not be read too", () => {
  const folder = tempFolder();
  const file = join(folder, "binary");
  copyFileSync("/bin/true", file);
  expect(interpreterFor(file)).toEqual({ file, args: [] });
  chmodSync(file, 0o644);
  expect(interpreterFor(file)).toEqual({ file, args: [] });
});

it("throws the system's error for a file that is not there", () => {
  const file = join(tempFolder(), "gone");
  expect(() => interpreterFor(file)).toThrow(expect.objectContaining({ code: "ENOENT" }));
});

it("finds programs in the absolute folders of PATH only, and files that may be run only", () => {
  const folder = tempFolder();
  mkdirSync(join(folder, "first", "tool"), { recursive: true });
  mkdirSync(join(folder, "second"));
  mkdirSync(join(folder, "third"));
  writeFileSync(join(folder, "second", "tool"), "", { mode: 0o644 });
  writeFileSync(join(folder, "third", "real"), "", { mode: 0o755 });
  symlinkSync("real", join(folder, "third", "tool"));
  const path = [".", "", "first", "second", "third"]
    .map((name) => (name.length > 1 ? join(folder, name) : name))
    .join(":");
  expect(findOnPath("tool", path)).toBe(join(folder, "third", "tool"));
  expect(findOnPath("tool", "")).toBeUndefined();
  expect(findOnPath("no such tool")).toBeUndefined();
});
