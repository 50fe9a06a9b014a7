import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { env, findMarked, isRunning, makeSpawner, read, shell, tempFolder, until } from "./support.ts";

const killed = { kind: "signal", signal: "SIGKILL" };
const terminated = { kind: "signal", signal: "SIGTERM" };

it("terminates a program and gives it time to clean up", async () => {
  const folder = tempFolder();
  const program = makeSpawner().spawn(
    shell(
      folder,
      "trap 'sleep 0.1; echo clean > cleaned; exit 5' TERM; echo > ready; while :; do sleep 0.01; done",
    ),
  );
  await until("it is ready", () => existsSync(join(folder, "ready")));
  const end = await program.terminate();
  expect(end).toEqual({ kind: "exit", exitCode: 5 });
  expect(read(join(folder, "cleaned"))).toBe("clean\n");
  expect(await program.terminate()).toEqual(end);
});

it("kills a program that ignores SIGTERM after the grace, with all its group", async () => {
  const folder = tempFolder();
  const program = makeSpawner({ graceMs: 200 }).spawn(
    shell(folder, "trap '' TERM; sleep 60 & sh -c 'sleep 61 & wait' & echo > ready; wait; sleep 62"),
  );
  await until("it is ready", () => existsSync(join(folder, "ready")));
  const before = Date.now();
  expect(await program.terminate()).toEqual(killed);
  expect(Date.now() - before).toBeGreaterThanOrEqual(200);
  expect(findMarked()).toEqual([]);
});

it("ends grandchildren with the program, and only then tells its end", async () => {
  const folder = tempFolder();
  const program = makeSpawner().spawn(
    shell(
      folder,
      "(trap 'sleep 0.1; echo > cleaned; exit' TERM; echo > ready; while :; do sleep 0.01; done) & sleep 60 & wait",
    ),
  );
  await until("its child is ready", () => existsSync(join(folder, "ready")));
  expect(await program.terminate()).toEqual(terminated);
  expect(existsSync(join(folder, "cleaned"))).toBe(true);
  expect(findMarked()).toEqual([]);
});

it("ends a program that is stopped", async () => {
  const folder = tempFolder();
  const program = makeSpawner({ graceMs: 10_000 }).spawn(shell(folder, "kill -STOP $$; sleep 60"));
  const pid = (await program.started)?.pid ?? 0;
  await until("it is stopped", () => read(`/proc/${pid}/stat`).includes(") T "));
  expect(await program.terminate()).toEqual(terminated);
});

it("ends what a program leaves behind in its group, and keeps the program's own exit status", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  const polite = spawner.spawn(shell(folder, "sleep 60 & echo $! > child; exit 4"));
  expect(await polite.ended).toEqual({ kind: "exit", exitCode: 4 });
  expect(isRunning(Number(read(join(folder, "child"))))).toBe(false);
  const stubborn = spawner.spawn(
    shell(folder, "(trap '' TERM; while :; do sleep 1; done) & sleep 0.1; exit 0"),
  );
  expect(await stubborn.ended).toEqual({ kind: "exit", exitCode: 0 });
  expect(findMarked()).toEqual([]);
});

it("lets a child that made its own session live on after a normal end, and ends it with a terminated program", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  await spawner.spawn(shell(folder, "setsid sleep 60 & sleep 0.1")).ended;
  const [daemon] = findMarked();
  expect(daemon?.command).toBe("sleep 60");
  process.kill(daemon?.pid ?? 0, "SIGKILL");
  await until("it is gone", () => findMarked().length === 0);

  const program = spawner.spawn(shell(folder, "setsid sh -c 'trap \"\" TERM; sleep 60; sleep 61' & wait"));
  await until("the child has its session", () => findMarked().some(({ command }) => command === "sleep 60"));
  expect(await program.terminate()).toEqual(terminated);
  expect(findMarked()).toEqual([]);
});

it("ends the daemons of a program that fails, and only then tells its end", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  const twice = "(setsid sh -c 'sleep 60 & exit 0' &)";
  for (const [end, script] of [
    [{ kind: "exit", exitCode: 3 }, `setsid sleep 60 & nohup sleep 61 & ${twice}; sleep 0.2; exit 3`],
    [killed, `setsid -f sleep 60; ${twice}; sleep 0.2; kill -KILL $$`],
  ] as const) {
    expect(await spawner.spawn(shell(folder, script)).ended).toEqual(end);
    expect(findMarked()).toEqual([]);
  }
});

it("sends signals to the whole group", async () => {
  const folder = tempFolder();
  const child = "trap 'echo child >> got; exit' USR1; echo > child-ready; while :; do sleep 0.01; done";
  const parent = `trap 'echo parent >> got' USR1; sh -c "$CHILD" & echo > ready; wait $!; wait $!; exit 0`;
  const program = makeSpawner().spawn(shell(folder, parent, { env: { ...env, CHILD: child } }));
  await until("both run", () => existsSync(join(folder, "ready")) && existsSync(join(folder, "child-ready")));
  program.kill("SIGUSR1");
  expect(await program.ended).toEqual({ kind: "exit", exitCode: 0 });
  expect(read(join(folder, "got")).split("\n").sort()).toEqual(["", "child", "parent"]);
  program.kill("SIGKILL");
});

it("terminates a program that was only just asked for", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  const programs = Array.from({ length: 20 }, () => spawner.spawn(shell(folder, "sleep 60")));
  const ends = await Promise.all(programs.map((program) => program.terminate()));
  expect(new Set(ends.map((end) => end.kind))).toEqual(new Set(["signal"]));
});

it("terminates 100 programs with their children at once", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner({ graceMs: 20_000 });
  const programs = Array.from({ length: 100 }, () =>
    spawner.spawn(shell(folder, "sleep 60 & sleep 61 & wait")),
  );
  await Promise.all(programs.map((program) => program.started));
  const ends = await Promise.all(programs.map((program) => program.terminate()));
  expect(ends).toEqual(ends.map(() => terminated));
  expect(findMarked()).toEqual([]);
  expect(readdirSync(folder)).toEqual(["log"]);
});

it("does not take what an ended program's end costs from others: a slow leftover holds back only its own", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner({ graceMs: 2000 });
  let slowEnded = false;
  const slow = spawner.spawn(shell(folder, "(trap '' TERM; while :; do sleep 1; done) & sleep 0.05"));
  void slow.ended.then(() => {
    slowEnded = true;
  });
  await slow.started;
  await sleep(150);
  for (let index = 0; index < 5; index++) await spawner.spawn(shell(folder, "true")).ended;
  expect(slowEnded).toBe(false);
  expect(await slow.ended).toEqual({ kind: "exit", exitCode: 0 });
});
