import { spawn } from "node:child_process";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { adoptProgram, endLeftovers, findProgram } from "../src/index.ts";
import { readRecord } from "../src/record.ts";
import { findHelpers } from "./find-helpers.ts";
import { env, findMarked, isRunning, makeSpawner, read, shell, tempFolder, until } from "./support.ts";

/** A record as a helper writes it, with some of its fields changed. */
async function recordOf(folder: string, change: (lines: Record<string, unknown>[]) => void): Promise<string> {
  const record = join(folder, "record");
  await makeSpawner({ survive: true }).spawn(shell(folder, "true", { record })).ended;
  const lines = read(record)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  change(lines);
  writeFileSync(record, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return record;
}

it("tells that a program without a record was never started", async () => {
  const record = join(tempFolder(), "record");
  expect(findProgram(record)).toEqual({
    kind: "vanished",
    reason: "it was never started, or ended soon without a record",
  });
  expect(await endLeftovers(record)).toBe(0);
  expect(await adoptProgram(record).ended).toEqual({
    kind: "lost",
    reason: "it was never started, or ended soon without a record",
  });
  writeFileSync(record, '{"version":1,"mark":"torn');
  expect(findProgram(record).kind).toBe("vanished");
});

it("leaves out a last line that a crash of the machine tore", async () => {
  const record = await recordOf(tempFolder(), () => undefined);
  appendFileSync(record, '{"exitCode":');
  expect(findProgram(record)).toEqual({ kind: "ended", end: { kind: "exit", exitCode: 0 } });
});

it("refuses a record that no helper wrote, naming it", () => {
  const record = join(tempFolder(), "record");
  writeFileSync(record, '{"version":2}\n');
  expect(() => findProgram(record)).toThrow(
    expect.objectContaining({
      code: "TKR_SPAWNER_FAULT",
      message: expect.stringContaining(record) as string,
    }),
  );
});

it("never touches a process that was given the number of an earlier one", async () => {
  const other = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  const pid = other.pid ?? 0;
  try {
    const record = await recordOf(tempFolder(), (lines) => {
      lines.pop();
      Object.assign(lines[1] ?? {}, { pid, startTime: "1" });
      Object.assign(lines[0] ?? {}, { helper: pid, helperStartTime: "1" });
    });
    expect(findProgram(record)).toMatchObject({ kind: "vanished" });
    expect(await endLeftovers(record, { graceMs: 50 })).toBe(0);
    const adopted = adoptProgram(record, { graceMs: 50 });
    adopted.kill("SIGKILL");
    expect(await adopted.terminate()).toMatchObject({ kind: "lost" });
    expect(isRunning(pid)).toBe(true);
  } finally {
    other.kill("SIGKILL");
  }
});

it("never touches a process of another boot, machine or container", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner({ survive: true });
  const record = join(folder, "record");
  const program = spawner.spawn(shell(folder, "sleep 60", { record }));
  const { pid = 0 } = (await program.started) ?? {};
  writeFileSync(record, read(record).replace(/"system":"[^"]*"/, '"system":"elsewhere"'));
  expect(findProgram(record)).toMatchObject({ kind: "vanished" });
  expect(await endLeftovers(record, { graceMs: 50 })).toBe(0);
  expect(isRunning(pid)).toBe(true);
  await program.terminate();
});

it("finds a program by its mark when the helper was killed before it could note the process", async () => {
  const folder = tempFolder();
  const record = join(folder, "record");
  const spawner = makeSpawner({ graceMs: 100, survive: true });
  // What a killed helper leaves: the first line only, and a program that runs.
  const ended = spawner.spawn(shell(folder, "true", { record })).ended;
  await ended;
  const [helper = 0] = findHelpers();
  process.kill(helper, "SIGKILL");
  await until("the helper is gone", () => !isRunning(helper));
  writeFileSync(record, `${read(record).split("\n")[0] ?? ""}\n`);
  expect(findProgram(record).kind).toBe("vanished");
  const mark = readRecord(record)?.mark ?? "";
  const stray = spawn("sh", ["-c", "trap '' TERM; sleep 60 & echo > ready; sleep 61; sleep 62"], {
    cwd: folder,
    detached: true,
    stdio: "ignore",
    env: { ...env, TKR_SPAWN_ID: mark },
  });
  await until("it is ready", () => existsSync(join(folder, "ready")));
  await until("it sleeps", () => findMarked().length === 3);
  expect(findProgram(record)).toEqual({ kind: "running", process: undefined });
  expect(await endLeftovers(record, { graceMs: 100 })).toBe(3);
  expect(findMarked()).toEqual([]);
  expect(findProgram(record).kind).toBe("vanished");
  expect(stray.pid).toBeGreaterThan(0);
});

it("tells marks apart that begin alike, and counts programs of programs as theirs", async () => {
  const folder = tempFolder();
  const record = await recordOf(folder, (lines) => lines.splice(1));
  const [helper = 0] = findHelpers();
  process.kill(helper, "SIGKILL");
  await until("the helper is gone", () => !isRunning(helper));
  const mark = readRecord(record)?.mark ?? "";
  const start = (id: string) =>
    spawn("sleep", ["60"], { detached: true, stdio: "ignore", env: { ...env, TKR_SPAWN_ID: id } });
  const [inner, other] = [start(`${mark}/inner.3`), start(`${mark}1`)];
  await until("both run", () => findMarked().length === 2);
  expect(await endLeftovers(record)).toBe(1);
  expect([inner, other].map((child) => isRunning(child.pid ?? 0))).toEqual([false, true]);
  other.kill("SIGKILL");
});
