import { writeFileSync } from "node:fs";
import { defineTask, GraphBuilder } from "@tierkreis/builder";
import { expect, it } from "vitest";
import { z } from "zod";
import { tkrInTerminal } from "./support/terminal.ts";
import { project, taskAlone, tkr } from "./support/tkr.ts";

/** `count.go` gives its input; 3 waits for the file `gate`. */
const files = {
  "workers/count/main.sh": `x=$(cat "$input_x_file")
if [ "$x" = 3 ]; then while ! test -e "$worker_dir/gate"; do sleep 0.05; done; fi
printf '%s' "$x" > "$output_value_file"
`,
};

const go = defineTask({ worker: "count", name: "go", inputs: { x: z.int() }, outputs: z.int() });

/** A map of `count.go` over 0 to n - 1. */
function mapped(count: number) {
  const body = new GraphBuilder({ inputs: { x: z.int() }, outputs: z.int() });
  body.outputs(body.task(go({ x: body.inputs.x })));
  const g = new GraphBuilder({ inputs: {}, outputs: z.array(z.int()) });
  g.outputs(g.map(body, { x: Array.from({ length: count }, (_, x) => x) }));
  return g.getData();
}

it("shows how far a map is, and what waits for whom, in one region that goes away", async () => {
  const cwd = project(files, mapped(12));
  const terminal = tkrInTerminal(["run", "-f", "graph.json", "--concurrency", "2"], { cwd, columns: 60 });
  await terminal.see(/map +11 of 12/);
  expect(terminal.text()).toMatch(/1 running · 11 done/);
  expect(terminal.text()).toMatch(/count\.go +\d+\.\d s +-\.N3\.M3\.N1/);
  terminal.resize(40, 20);
  await terminal.see(/map +11 of 12/);
  writeFileSync(`${cwd}/workers/count/gate`, "");
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  await terminal.see("12 tasks done in");
  await terminal.see("value: [0,1,2,3");
  expect(terminal.text()).not.toMatch(/running|of 12/);
});

it("keeps failures and retries above the region", async () => {
  const cwd = project(
    { "workers/bad/main.sh": "printf 'it \\033[31mhurts\\a\\n' >&2\nexit 4\n" },
    taskAlone("bad.go"),
  );
  const terminal = tkrInTerminal(["run", "-f", "graph.json", "--retries", "1"], { cwd, columns: 120 });
  expect(await terminal.ended).toMatchObject({ exitCode: 1 });
  await terminal.see("To go on:");
  expect(terminal.text()).toMatch(
    /retry {3}bad\.go {2}-\.N0 .*\n +its program ended with exit status 4\.\n {2}failed {2}bad\.go .*\n +its program ended with exit status 4\.\nfailed: /,
  );
  expect(terminal.text()).toMatch(/\| it hurts/);
  expect(terminal.raw).not.toContain("\u0007");
  expect(terminal.text()).toMatch(
    /\| it hurts ?\n\nTo see more:\n {2}tkr logs [0-9a-f]{8} -\.N0\n\nTo go on:\n {2}tkr resume [0-9a-f]{8} --retries 1$/,
  );
});

it("cancels on Ctrl-C in a terminal, and leaves at once on a second one", async () => {
  const cwd = project(
    { "workers/stuck/main.sh": "trap '' TERM\nwhile :; do sleep 0.1; done\n" },
    taskAlone("stuck.go"),
  );
  const terminal = tkrInTerminal(["run", "-f", "graph.json"], { cwd });
  await terminal.see("1 running");
  terminal.type("\u0003");
  await terminal.see("cancelling");
  terminal.type("\u0003");
  await terminal.over();
  expect(await terminal.ended).toMatchObject({ exitCode: 130 });
  const id = /run (\S{36}) in/.exec(terminal.text())?.[1] ?? "none";
  expect(terminal.text()).toMatch(new RegExp(`\n\nTo go on:\n  tkr resume ${id}$`));
  expect(terminal.text()).not.toMatch(/1 running/);
});

it("leaves a run that can be gone on with when its terminal is closed", async () => {
  const cwd = project(files, mapped(5));
  const terminal = tkrInTerminal(["run", "-f", "graph.json", "--run-id", "9"], { cwd });
  await terminal.see(/map +4 of 5/);
  terminal.close();
  await terminal.ended;
  writeFileSync(`${cwd}/workers/count/gate`, "");
  const resumed = await tkr(["resume", "9", "-o"], { cwd });
  expect(resumed).toMatchObject({ exitCode: 0, stdout: "[0,1,2,3,4]\n" });
  expect(resumed.stderr).toContain("5 tasks done (4 reused)");
});

it("writes a line a second at most into a pipe, however many tasks are done", async () => {
  const cwd = project(files, mapped(3));
  const { stderr, exitCode } = await tkr(["run", "-f", "graph.json"], { cwd });
  expect(exitCode).toBe(0);
  const done = stderr.split("\n").filter((line) => line.startsWith("  done"));
  expect(done.length).toBeLessThanOrEqual(2);
  expect(stderr).not.toContain("\u001b");
  expect(stderr).toContain("3 tasks done in");
});

it("gives the end of a run as one document with --json, failed or done", async () => {
  const good = await tkr(["run", "-f", "graph.json", "-i", "name=Ada", "--json"], { cwd: project() });
  expect(good.exitCode).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({
    version: 1,
    status: "done",
    tasks: { done: 1, reused: 0 },
    outputs: { value: "hello Ada" },
  });
  const bad = project({ "workers/bad/main.sh": "exit 4\n" }, taskAlone("bad.go"));
  const failed = await tkr(["run", "-f", "graph.json", "--json"], { cwd: bad });
  expect(failed.exitCode).toBe(1);
  expect(JSON.parse(failed.stdout)).toMatchObject({
    status: "failed",
    error: { code: "TKR_TASK_FAILED", location: "-.N0", worker: "bad", exitCode: 4 },
  });
  const both = await tkr(["run", "-f", "graph.json", "--json", "-o"], { cwd: bad });
  expect(both).toMatchObject({ exitCode: 2, stdout: "" });
});
