import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { writeTree } from "../../../scripts/testing/prepare-task.ts";
import { binFolder, project, taskAlone, tkr } from "./support/tkr.ts";

/** Waits for a file `gate` beside the script, and says in `pid` which process waits. */
const gated = `echo $$ > "$worker_dir/pid"\nwhile ! test -e "$worker_dir/gate"; do sleep 0.05; done\nprintf 1 > "$output_value_file"\n`;
const graph = taskAlone("gated.go");

async function begun(cwd: string): Promise<void> {
  for (let tries = 0; !existsSync(join(cwd, "workers/gated/pid")); tries++) {
    if (tries > 400) throw new Error("The task did not start within 20 s.");
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function isWaiting(cwd: string): Promise<boolean> {
  const { exitCode } = await execa("sh", ["-c", 'kill -0 "$(cat workers/gated/pid)"'], {
    cwd,
    reject: false,
  });
  return exitCode === 0;
}

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("ends all tasks on %s, says how to go on, and that works", async (signal, status) => {
  const cwd = project({ "workers/gated/main.sh": gated }, graph);
  const running = tkr(["run", "-f", "graph.json", "-o"], { cwd, detached: true });
  await begun(cwd);
  // As a terminal does: everything in the foreground hears it.
  process.kill(-(running.pid ?? 0), signal);
  const { exitCode, stdout, stderr } = await running;
  expect({ exitCode, stdout }).toEqual({ exitCode: status, stdout: "" });
  expect(await isWaiting(cwd)).toBe(false);
  const resume = /To go on:\n {2}(tkr resume .*)\n$/.exec(stderr)?.[1] ?? "";
  writeFileSync(join(cwd, "workers/gated/gate"), "");
  const env = {
    PATH: [binFolder(cwd), process.env["PATH"]].join(delimiter),
    TKR_DIR: join(cwd, "checkpoints"),
  };
  const resumed = await execa("sh", ["-c", resume], { cwd, env, reject: false });
  expect(resumed.stderr).toContain("goes on with what an earlier run of this id did");
  expect(resumed).toMatchObject({ exitCode: 0, stdout: "1" });
});

it("leaves at once on a second Ctrl-C, and its tasks end all the same", async () => {
  const cwd = project({ "workers/gated/main.sh": `trap '' TERM INT\n${gated}` }, graph);
  const running = tkr(["run", "-f", "graph.json"], { cwd, detached: true });
  await begun(cwd);
  process.kill(-(running.pid ?? 0), "SIGINT");
  await new Promise((done) => setTimeout(done, 300));
  const start = performance.now();
  process.kill(-(running.pid ?? 0), "SIGINT");
  expect((await running).exitCode).toBe(130);
  expect(performance.now() - start).toBeLessThan(2000);
  for (let tries = 0; (await isWaiting(cwd)) && tries < 200; tries++)
    await new Promise((done) => setTimeout(done, 100));
  expect(await isWaiting(cwd)).toBe(false);
});

it("leaves quietly when nobody reads what it prints", async () => {
  const cwd = project();
  const env = {
    PATH: [binFolder(cwd), process.env["PATH"]].join(delimiter),
    TKR_DIR: join(cwd, "checkpoints"),
  };
  const line = "tkr run -f graph.json -i name=a -o 2>errors | true; cat errors";
  const { stdout } = await execa("bash", ["-o", "pipefail", "-c", line], { cwd, env });
  expect(stdout).toMatch(/1 task done in \d+\.\d s\.$/);
});

it("ends at once on Ctrl-C while a graph file is still loading", async () => {
  const cwd = writeTree({
    "g.ts": 'console.error("loading");\nawait new Promise(() => setInterval(() => 0, 1000));\n',
  });
  const running = tkr(["run", "-g", "g.ts"], { cwd });
  await once(running.stderr, "data");
  running.kill("SIGINT");
  expect(await running).toMatchObject({ isTerminated: true, signal: "SIGINT", stdout: "" });
});

it("refuses a run id that somebody else is running, and goes on when that one was killed", async () => {
  const cwd = project({ "workers/gated/main.sh": gated }, graph);
  const args = ["run", "-f", "graph.json", "--run-id", "5", "-o"];
  const first = tkr(args, { cwd });
  await begun(cwd);
  const second = await tkr(args, { cwd });
  expect(second.stderr).toMatch(
    /^error\[TKR_RUN_LOCKED\]: Run 00000000-0000-0000-0000-000000000005 is being run by process \d+/,
  );
  expect(second).toMatchObject({ exitCode: 1, stdout: "" });
  first.kill("SIGKILL");
  await first;
  writeFileSync(join(cwd, "workers/gated/gate"), "");
  expect(await tkr(args, { cwd })).toMatchObject({ exitCode: 0, stdout: "1\n" });
});
