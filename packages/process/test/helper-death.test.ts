import { mkdirSync, readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { ProgramEnd } from "../src/index.ts";
import { findHelpers } from "./find-helpers.ts";
import { findMarked, makeSpawner, read, shell, tempFolder, until } from "./support.ts";

const lost = { kind: "lost", reason: expect.stringMatching(/helper .* ended \(SIGKILL\)/) as string };

function helperOf(): number {
  const [helper = 0, ...more] = findHelpers();
  expect(helper).toBeGreaterThan(0);
  expect(more).toEqual([]);
  return helper;
}

it("loses what ran under a killed helper only after ending it, and starts the next program under a new one", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner({ graceMs: 200 });
  const polite = spawner.spawn(shell(folder, "setsid sleep 60 & sleep 61 & wait"));
  const stubborn = spawner.spawn(shell(folder, "trap '' TERM; echo > ready; sleep 62; sleep 63"));
  await until("they run", () => existsSync(join(folder, "ready")) && findMarked().length >= 5);
  process.kill(helperOf(), "SIGKILL");
  const during = polite.ended.then(() => findMarked());
  expect(await polite.ended).toEqual(lost);
  expect(await stubborn.ended).toEqual(lost);
  expect(await during).toEqual([]);
  expect(await spawner.spawn(shell(folder, "exit 2")).ended).toEqual({ kind: "exit", exitCode: 2 });
});

it("keeps the ends that a helper told before it was killed", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  const ended = spawner.spawn(shell(folder, "exit 6"));
  expect(await ended.ended).toEqual({ kind: "exit", exitCode: 6 });
  process.kill(helperOf(), "SIGKILL");
  expect(await ended.ended).toEqual({ kind: "exit", exitCode: 6 });
  ended.kill("SIGTERM");
  expect(await ended.terminate()).toEqual({ kind: "exit", exitCode: 6 });
});

it("loses requests that a killed helper had not confirmed, and none of them runs", async () => {
  const folder = tempFolder();
  const spawner = makeSpawner();
  await spawner.start();
  const helper = helperOf();
  process.kill(helper, "SIGSTOP");
  const programs = Array.from({ length: 10 }, () =>
    spawner.spawn(shell(folder, "echo ran >> ran; sleep 60")),
  );
  await sleep(50);
  process.kill(helper, "SIGKILL");
  expect(await Promise.all(programs.map((program) => program.ended))).toEqual(programs.map(() => lost));
  expect(await Promise.all(programs.map((program) => program.started))).toEqual(
    programs.map(() => undefined),
  );
  expect(readdirSync(folder)).toEqual([]);
});

it(
  "neither loses nor doubles a program when the helper is killed at any moment, 40 times",
  { timeout: 60_000 },
  async () => {
    const folder = tempFolder();
    const spawner = makeSpawner({ graceMs: 100 });
    const kinds = new Map<ProgramEnd["kind"], number>();
    const whole: (string | undefined)[][] = [];
    const partial: (string | undefined)[][] = [];
    for (let round = 0; round < 40; round++) {
      await spawner.start();
      const cwd = join(folder, String(round));
      mkdirSync(cwd);
      const programs = Array.from({ length: 12 }, (_, index) =>
        spawner.spawn({
          ...shell(cwd, `echo x >> began${index}; sleep 0.00${index}; echo x >> ended${index}`),
          cwd,
        }),
      );
      await sleep(round / 2);
      process.kill(helperOf(), "SIGKILL");
      const ends = await Promise.all(programs.map((program) => program.ended));
      expect(findMarked()).toEqual([]);
      for (const [index, end] of ends.entries()) {
        kinds.set(end.kind, (kinds.get(end.kind) ?? 0) + 1);
        const written = ["began", "ended"].map((name) => readIfThere(join(cwd, `${name}${index}`)));
        if (end.kind === "exit") whole.push(written);
        else partial.push(written);
      }
    }
    expect(whole).toEqual(whole.map(() => ["x\n", "x\n"]));
    // Once or not at all, or cut off between making the file and writing to it.
    expect(new Set(partial.flat()).difference(new Set(["", "x\n", undefined]))).toEqual(new Set());
    expect([...kinds.keys()].sort()).toEqual(["exit", "lost"]);
  },
);

it("rejects with TKR_SPAWNER_FAULT when no helper can be started", async () => {
  const spawner = makeSpawner({ helper: { file: "/no/such/helper", args: [], cwd: "/", env: {} } });
  const expected = expect.objectContaining({
    code: "TKR_SPAWNER_FAULT",
    message: expect.stringContaining("/no/such/helper") as string,
  }) as Error;
  await expect(spawner.spawn(shell(tempFolder(), "true")).ended).rejects.toEqual(expected);
  await expect(spawner.start()).rejects.toEqual(expected);
});

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? read(path) : undefined;
}
