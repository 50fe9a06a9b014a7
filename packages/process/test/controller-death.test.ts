import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { adoptProgram, endLeftovers, findProgram } from "../src/index.ts";
import {
  findMarked,
  isRunning,
  makeSpawner,
  read,
  readLine,
  shell,
  startFixture,
  tempFolder,
  until,
} from "./support.ts";

interface Started {
  readonly pid: number;
  readonly startTime: string;
}

async function startController(args: readonly string[]) {
  const controller = startFixture("controller.ts", args);
  const line = JSON.parse(await readLine(controller)) as { started: Started[]; helper: number };
  const { started: programs, helper } = line;
  expect(helper).toBeGreaterThan(0);
  return { controller, programs, helper };
}

it("ends its programs and itself when the controller is killed", async () => {
  const folder = tempFolder();
  const script =
    "trap 'echo > cleaned; exit 0' TERM; setsid sleep 60 & (trap '' TERM; sleep 61; sleep 62) & while :; do sleep 0.01; done";
  const { controller, programs, helper } = await startController([folder, "5", script]);
  await until(
    "their children run",
    () => findMarked().filter(({ command }) => /^sleep 6[01]/.test(command)).length === 10,
  );
  const records = programs.map((_, index) => join(folder, String(index), "record"));
  await until("they are recorded", () => records.every((record) => existsSync(record)));
  controller.kill("SIGKILL");
  await until("all programs are gone", () => !programs.some(({ pid }) => isRunning(pid)));
  await until("the helper is gone", () => !isRunning(helper));
  expect(findMarked()).toEqual([]);
  for (let index = 0; index < 5; index++) {
    expect(existsSync(join(folder, String(index), "cleaned"))).toBe(true);
    expect(findProgram(join(folder, String(index), "record"))).toEqual({
      kind: "ended",
      end: { kind: "lost", reason: "it was told to end, and did" },
    });
  }
});

it("lets its programs run on with `survive`, records their ends, and then ends", async () => {
  const folder = tempFolder();
  const script = "sleep 0.6; echo done; exit 7";
  const { controller, programs, helper } = await startController([folder, "3", script, "true"]);
  controller.kill("SIGKILL");
  await once(controller, "exit");
  const record = (index: number) => join(folder, String(index), "record");
  expect(findProgram(record(0))).toEqual({ kind: "running", process: programs[0] });
  const adopted = adoptProgram(record(0));
  expect(await adopted.started).toEqual(programs[0]);
  expect(await adopted.ended).toEqual({ kind: "exit", exitCode: 7 });
  await until("the helper is gone", () => !isRunning(helper));
  for (let index = 0; index < 3; index++) {
    expect(read(join(folder, String(index), "log"))).toBe("done\n");
    expect(findProgram(record(index))).toEqual({ kind: "ended", end: { kind: "exit", exitCode: 7 } });
  }
});

it("lets an adopted program be terminated, while its helper is alive and after", async () => {
  const folder = tempFolder();
  const { controller, helper } = await startController([
    folder,
    "2",
    "trap '' TERM; sleep 60 & sleep 61; sleep 62",
    "true",
  ]);
  controller.kill("SIGKILL");
  await once(controller, "exit");
  const first = adoptProgram(join(folder, "0", "record"), { graceMs: 100 });
  expect(await first.terminate()).toEqual({ kind: "signal", signal: "SIGKILL" });
  process.kill(helper, "SIGKILL");
  await until("the helper is gone", () => !isRunning(helper));
  const second = adoptProgram(join(folder, "1", "record"), { graceMs: 100 });
  expect(await second.terminate()).toMatchObject({ kind: "lost" });
  expect(findMarked()).toEqual([]);
});

it("tells that an adopted program ended unseen when its helper died before it", async () => {
  const folder = tempFolder();
  const { controller, helper } = await startController([folder, "1", "sleep 0.5", "true"]);
  controller.kill("SIGKILL");
  process.kill(helper, "SIGKILL");
  await until("the helper is gone", () => !isRunning(helper));
  const record = join(folder, "0", "record");
  expect(findProgram(record).kind).toBe("running");
  expect(await adoptProgram(record).ended).toMatchObject({ kind: "lost" });
  expect(findProgram(record).kind).toBe("vanished");
});

it("ends running programs when the controller exits without closing", async () => {
  const { controller, programs, helper } = await startController([
    tempFolder(),
    "2",
    "sleep 60",
    "false",
    "exit",
  ]);
  if (controller.exitCode === null) await once(controller, "exit");
  expect(controller.exitCode).toBe(0);
  await until("all is gone", () => !programs.some(({ pid }) => isRunning(pid)) && !isRunning(helper));
});

it("does not keep an idle controller from ending, and ends with it", async () => {
  const { controller, helper } = await startController([tempFolder(), "2", "exit 0", "false", "idle"]);
  await once(controller, "exit");
  expect(controller.exitCode).toBe(0);
  await until("the helper is gone", () => !isRunning(helper));
});

it("is not ended by the signals of a terminal or by SIGTERM", async () => {
  const folder = tempFolder();
  const { controller, helper } = await startController([
    folder,
    "1",
    "while [ ! -e stop ]; do sleep 0.01; done; exit 9",
    "true",
  ]);
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) process.kill(helper, signal);
  const stat = read(`/proc/${helper}/stat`).split(") ")[1]?.split(" ") ?? [];
  // Its own process group and session: what the terminal sends to this group does not reach it.
  expect([stat[2], stat[3]]).toEqual([String(helper), String(helper)]);
  writeFileSync(join(folder, "0", "stop"), "");
  await once(controller, "exit");
  expect(controller.exitCode).toBe(0);
  expect(findProgram(join(folder, "0", "record"))).toEqual({
    kind: "ended",
    end: { kind: "exit", exitCode: 9 },
  });
  expect(readdirSync(folder)).toEqual(["0"]);
});

it("ends the programs of a program that is itself a controller, even those that survive it", async () => {
  const folder = tempFolder();
  const file = join(import.meta.dirname, "fixtures", "controller.ts");
  const args = [
    "--conditions=@tierkreis/source",
    file,
    folder,
    "2",
    "trap '' TERM; sleep 60; sleep 61",
    "true",
  ];
  const program = makeSpawner().spawn(shell(folder, "", { file: process.execPath, args }));
  await until(
    "the inner programs run",
    () => findMarked().filter(({ command }) => command === "sleep 60").length === 2,
  );
  expect(await program.terminate()).toEqual({ kind: "signal", signal: "SIGTERM" });
  expect(findMarked()).toEqual([]);
});

it("keeps open files of whoever started the controller from its programs", async () => {
  const folder = tempFolder();
  const files = Array.from({ length: 17 }, () => "ignore" as const);
  const controller = startFixture("controller.ts", [folder, "1", "ls /proc/self/fd"], [...files, "pipe"]);
  await once(controller, "exit");
  expect(read(join(folder, "0", "log"))).toBe("0\n1\n2\n3\n");
});

it("leaves programs that a later controller finds and ends when helper and controller are killed at once", async () => {
  const folder = tempFolder();
  for (const survive of ["false", "true"]) {
    const own = join(folder, survive);
    mkdirSync(own);
    const script = "trap '' TERM; sleep 60; sleep 61";
    const { controller, programs, helper } = await startController([own, "3", script, survive]);
    controller.kill("SIGKILL");
    process.kill(helper, "SIGKILL");
    await until("the helper is gone", () => !isRunning(helper));
    for (const [index, { pid }] of programs.entries()) {
      const record = join(own, String(index), "record");
      expect(findProgram(record).kind).toBe("running");
      expect(await endLeftovers(record, { graceMs: 50 })).toBeGreaterThan(0);
      expect(findProgram(record).kind).toBe("vanished");
      expect(isRunning(pid)).toBe(false);
    }
  }
});
