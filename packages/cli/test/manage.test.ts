import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { toRunId } from "@tierkreis/core";
import { expect, it } from "vitest";
import { cancelShape, removeShape, restartShape, traceShape } from "./support/json-shapes.ts";
import { tkrInTerminal } from "./support/terminal.ts";
import { project, taskAlone, tkr } from "./support/tkr.ts";

const chain = {
  nodes: [
    { type: "function", function_name: "one.go" },
    { type: "function", function_name: "two.go", inputs: { name: [0, "value"] } },
    { type: "output", inputs: { value: [1, "value"] } },
  ],
  graph_output_idx: 2,
};
const one = `printf 1 > "$output_value_file"\n`;
const gated = `echo begun\nwhile ! test -e "$worker_dir/gate"; do sleep 0.05; done\nprintf 1 > "$output_value_file"\n`;

async function isRunning(cwd: string): Promise<void> {
  for (;;) {
    const { stdout } = await tkr(["logs", "1"], { cwd });
    if (stdout.includes("begun")) return;
  }
}

it("forgets a task by its name, and says what that was and how to go on", async () => {
  const cwd = project({ "workers/one/main.sh": one, "workers/two/main.sh": one }, chain);
  await tkr(["run", "-f", "graph.json", "--run-id", "1"], { cwd });
  const { exitCode, stdout, stderr } = await tkr(["restart", "1", "two.go"], { cwd });
  expect(stdout).toBe("forgotten: 1 task\n  -.N1  two.go\n");
  expect(stderr).toContain("To go on:\n  tkr resume 1\n");
  expect(exitCode).toBe(0);
  expect((await tkr(["ls"], { cwd })).stdout).toMatch(/^1 {2}restarted/);
  const all = await tkr(["restart", "1", "-", "--json"], { cwd });
  expect(restartShape.parse(JSON.parse(all.stdout))).toMatchObject({ location: "-", forgotten: ["-.N0"] });
  const nothing = await tkr(["restart", "1", "-.N2"], { cwd });
  expect(nothing.stderr).toMatch(/^error\[TKR_NOT_RESTARTABLE\]/);
  expect(nothing.exitCode).toBe(1);
});

it("cancels a run of another process, and says so when nobody runs it", async () => {
  const cwd = project({ "workers/gated/main.sh": gated }, taskAlone("gated.go"));
  const running = tkr(["run", "-f", "graph.json", "--run-id", "1"], { cwd });
  await isRunning(cwd);
  const refused = await tkr(["rm", "1", "--yes"], { cwd });
  expect(refused.stderr).toMatch(/^error\[TKR_RUN_LOCKED\]/);
  expect(refused.exitCode).toBe(1);
  const { exitCode, stdout, stderr } = await tkr(["cancel", "1"], { cwd });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `run ${toRunId(1)} is cancelled\n` });
  expect(stderr).toContain("tkr resume 1\n");
  expect((await running).exitCode).toBe(1);
  const idle = await tkr(["cancel", "1"], { cwd });
  expect(idle.stderr).toMatch(/^error\[TKR_RUN_IDLE\]: Nobody runs .* it is cancelled/);
  expect(idle.exitCode).toBe(1);
});

it("stops waiting at its time or at Ctrl-C, and the request stays", async () => {
  const cwd = project({ "workers/gated/main.sh": gated }, taskAlone("gated.go"));
  const running = tkr(["run", "-f", "graph.json", "--run-id", "1"], { cwd });
  await isRunning(cwd);
  // It does not see the requests before it may go on.
  running.kill("SIGSTOP");
  const late = await tkr(["cancel", "1", "--timeout", "10ms"], { cwd });
  expect(late.stderr).toMatch(/error\[TKR_RUN_LOCKED\]: .*The request stays/);
  expect(late.exitCode).toBe(1);
  const waiting = tkr(["cancel", "1"], { cwd });
  waiting.stderr.once("data", () => waiting.kill("SIGINT"));
  const interrupted = await waiting;
  expect(interrupted.stderr).toContain("The request stays");
  expect(interrupted.exitCode).toBe(130);
  running.kill("SIGCONT");
  expect((await running).exitCode).toBe(1);
});

it("gives the last document when it has cancelled", async () => {
  const cwd = project({ "workers/gated/main.sh": gated }, taskAlone("gated.go"));
  const running = tkr(["run", "-f", "graph.json", "--run-id", "1"], { cwd });
  await isRunning(cwd);
  const { stdout } = await tkr(["cancel", "1", "--json"], { cwd });
  expect(cancelShape.parse(JSON.parse(stdout))).toMatchObject({ id: toRunId(1), state: "cancelled" });
  await running;
});

it("deletes runs that are named or chosen, and nothing without being sure", async () => {
  const cwd = project();
  for (const id of ["1", "2", "3"])
    await tkr(["run", "-f", "graph.json", "-i", "name=a", "--run-id", id], { cwd });
  const unsure = await tkr(["rm", "1"], { cwd });
  expect(unsure.stderr).toMatch(/error\[TKR_USAGE\]: Say --yes/);
  expect(unsure).toMatchObject({ exitCode: 2, stdout: "" });
  const none = await tkr(["rm", "--yes"], { cwd });
  expect(none.stderr).toContain("Which runs?");
  expect(none.exitCode).toBe(2);
  const unknown = await tkr(["rm", "1", "nobody", "--yes"], { cwd });
  expect(unknown.stderr).toMatch(/error\[TKR_RUN_UNKNOWN\]/);
  expect(existsSync(join(cwd, "checkpoints", toRunId(1), "_metadata"))).toBe(true);
  const old = await tkr(["rm", "--older-than", "30d", "--yes"], { cwd });
  expect(old).toMatchObject({ exitCode: 0, stdout: "", stderr: "No run fits.\n" });
  const named = await tkr(["rm", "1", toRunId(1), "2", "--yes"], { cwd });
  expect(named).toMatchObject({ exitCode: 0, stdout: `deleted ${toRunId(1)}\ndeleted ${toRunId(2)}\n` });
  const rest = await tkr(["rm", "--state", "done", "--yes", "--json"], { cwd });
  expect(removeShape.parse(JSON.parse(rest.stdout)).deleted).toEqual([toRunId(3)]);
  expect((await tkr(["ls"], { cwd })).stdout).toBe("");
});

it("asks on a terminal before it deletes", async () => {
  const cwd = project();
  await tkr(["run", "-f", "graph.json", "-i", "name=a", "--run-id", "1"], { cwd });
  const no = tkrInTerminal(["rm", "1"], { cwd });
  await no.see("[y/N]");
  no.type("\r");
  await no.see("Nothing was deleted.");
  expect((await no.ended).exitCode).toBe(1);
  const yes = tkrInTerminal(["rm", "1"], { cwd });
  await yes.see("[y/N]");
  yes.type("y\r");
  await yes.see("deleted");
  expect((await yes.ended).exitCode).toBe(0);
});

it.each([
  ["Ctrl-C", "\u0003", 130],
  ["Ctrl-D", "\u0004", 1],
])("deletes nothing at %s", async (_, key, status) => {
  const cwd = project();
  await tkr(["run", "-f", "graph.json", "-i", "name=a", "--run-id", "1"], { cwd });
  const asked = tkrInTerminal(["rm", "1"], { cwd });
  await asked.see("[y/N]");
  asked.type(key);
  await asked.over();
  expect(asked.lines().slice(-2)).toEqual([expect.stringContaining("[y/N]"), "Nothing was deleted."]);
  expect((await asked.ended).exitCode).toBe(status);
  expect(existsSync(join(cwd, "checkpoints", toRunId(1), "_metadata"))).toBe(true);
});

it("traces a loop of a run of Tierkreis for Python", async () => {
  const cwd = project();
  const fixture = join(import.meta.dirname, "../../tierkreis/test/fixtures/python-runs/complete");
  cpSync(fixture, join(cwd, "checkpoints", toRunId(11)), { recursive: true });
  const unknown = await tkr(["trace", "11", "nothing"], { cwd });
  expect(unknown.stderr).toMatch(/error\[TKR_RUN_UNKNOWN\]: No loop named "nothing"/);
  const misspelt = await tkr(["trace", "11", "countdwn"], { cwd });
  expect(misspelt.stderr).toContain("Did you mean countdown?");
  const loop = "countdown";
  const traced = await tkr(["trace", "11", loop, "--json"], { cwd });
  const { iterations } = traceShape.parse(JSON.parse(traced.stdout));
  expect(iterations.length).toBeGreaterThan(1);
  const [port = ""] = Object.keys(iterations[0] as object);
  const lines = await tkr(["trace", "11", loop, "--port", port], { cwd });
  expect(lines.stdout.split("\n")).toHaveLength(iterations.length + 1);
  expect(lines.stdout).toMatch(/^0 {2}\S/);
  const wrong = await tkr(["trace", "11", loop, "--port", "nope"], { cwd });
  expect(wrong.stderr).toMatch(/gives no "nope"\. It gives: "/);
  expect(wrong.exitCode).toBe(2);
});
