import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { endProgramsBelow } from "../src/index.ts";
import { isRunning, makeSpawner, read, shell, tempFolder, until } from "./support.ts";

/** A program whose record lies in a folder below. */
async function startBelow(folder: string, script: string) {
  mkdirSync(folder, { recursive: true });
  const program = makeSpawner({ survive: true }).spawn(
    shell(folder, script, { record: join(folder, "process.jsonl") }),
  );
  return { program, pid: (await program.started)?.pid ?? 0 };
}

it("ends the programs below a folder with their daemons, and no others", async () => {
  const folder = tempFolder();
  const script = "setsid sleep 60 & sleep 61 & wait";
  const { program } = await startBelow(join(folder, "run", "a"), script);
  const { program: twin } = await startBelow(join(folder, "run", "b"), script);
  const { program: other, pid } = await startBelow(join(folder, "run2", "a"), script);
  expect(await endProgramsBelow(join(folder, "run"))).toBeGreaterThanOrEqual(2);
  expect([(await program.ended).kind, (await twin.ended).kind]).toEqual(["signal", "signal"]);
  expect(isRunning(pid)).toBe(true);
  await other.terminate();
});

it("finds a program that emptied its environment by its record", async () => {
  const folder = tempFolder();
  const { program, pid } = await startBelow(join(folder, "a"), "exec env -i sleep 60");
  const isSleeping = () => read(`/proc/${pid}/cmdline`).startsWith("sleep");
  await until("it has no variables", isSleeping);
  expect(await endProgramsBelow(folder, { records: true })).toBe(1);
  expect(await program.ended).toEqual({ kind: "signal", signal: "SIGTERM" });
  expect(await endProgramsBelow(join(folder, "nowhere"), { records: true })).toBe(0);
});
