import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, assert } from "vitest";
import { createSpawner, type Spawner, type SpawnerOptions, type SpawnRequest } from "../src/index.ts";
import { chosenHelper } from "./helpers.ts";

/** Marks every program of this test file: found in `/proc`, it shows what a test left behind. */
const testMark = `TKR_TEST=${randomUUID()}`;
const [markName = "", markValue = ""] = testMark.split("=");
/** The environment of the test's programs. */
export const env: Record<string, string> = {
  PATH: process.env["PATH"] ?? "/usr/bin:/bin",
  [markName]: markValue,
};

const folders: string[] = [];
const spawners: Spawner[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await Promise.all(spawners.splice(0).map((spawner) => spawner.close()));
  assert.deepEqual(await untilGone(2000), [], "a test left processes behind");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder of the test's own, removed after it. */
export function tempFolder(name = "tkr process "): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), name)));
  folders.push(folder);
  return folder;
}

/** A spawner that is closed after the test. */
export function makeSpawner(options: SpawnerOptions = {}): Spawner {
  const spawner = createSpawner({ graceMs: 300, ...chosenHelper(), ...options });
  spawners.push(spawner);
  return spawner;
}

/** A request for `sh -c`, logging to `<folder>/log`. */
export function shell(folder: string, script: string, more: Partial<SpawnRequest> = {}): SpawnRequest {
  const log = join(folder, "log");
  return { file: "/bin/sh", args: ["-c", script], cwd: folder, env, stdout: log, stderr: log, ...more };
}

/** Runs a fixture in a process of its own, with more open files from 3 on. */
export function startFixture(
  name: string,
  args: readonly string[],
  files: ("ignore" | "pipe")[] = [],
): ChildProcess {
  const file = join(import.meta.dirname, "fixtures", name);
  const child = spawn(process.execPath, ["--conditions=@tierkreis/source", file, ...args], {
    stdio: ["ignore", "pipe", "inherit", ...files],
    env: { ...process.env, ...env },
  });
  children.push(child);
  return child;
}

/** The next whole line a child writes. */
export async function readLine(child: ChildProcess): Promise<string> {
  let text = "";
  for (;;) {
    const chunk: unknown = child.stdout?.read();
    if (chunk instanceof Buffer) text += chunk.toString();
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"));
    assert.equal(child.exitCode, null, `the fixture ended early, after ${JSON.stringify(text)}`);
    await sleep(5);
  }
}

/** The command lines of living processes that carry the test's mark, beside the fixtures themselves. */
export function findMarked(mark = testMark): { pid: number; command: string }[] {
  const found: { pid: number; command: string }[] = [];
  for (const pid of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
      const command = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").trim();
      if (environment.includes(mark)) found.push({ pid, command });
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

export function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

/** Waits until it holds; fails after the time. */
export async function until(what: string, holds: () => boolean, milliseconds = 5000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!holds()) {
    assert.isBelow(Date.now(), end, `waited too long until ${what}`);
    await sleep(5);
  }
}

/** What is left of the test's programs after at most that time. */
async function untilGone(milliseconds: number): Promise<{ pid: number; command: string }[]> {
  const end = Date.now() + milliseconds;
  while (findMarked().length > 0 && Date.now() < end) await sleep(10);
  return findMarked();
}

export function read(path: string): string {
  return readFileSync(path, "utf8");
}
