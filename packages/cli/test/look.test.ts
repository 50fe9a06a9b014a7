import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { toRunId } from "@tierkreis/core";
import { execa } from "execa";
import { expect, it } from "vitest";
import { listShape, placeShape, runShape } from "./support/json-shapes.ts";
import { tkrInTerminal } from "./support/terminal.ts";
import { binFolder, project, tkr } from "./support/tkr.ts";

const text = { type: "string" };

/** `hello.greet` at -.N1, then `late.go` at -.N2, which fails until there is a gate. */
const chain = {
  nodes: [
    { type: "input", name: "name" },
    { type: "function", function_name: "hello.greet", inputs: { name: [0, "name"] } },
    { type: "function", function_name: "late.go", inputs: { name: [1, "value"] } },
    { type: "output", inputs: { value: [2, "value"] } },
  ],
  graph_output_idx: 3,
  types: [text],
  interface: { inputs: { name: { type: 0 } }, outputs: { value: { type: 0 } } },
};
const late = `printf '\\033[31mred\\033[0m words\\n'
test -e "$worker_dir/gate" || exit 3
cp "$input_name_file" "$output_value_file"
`;
const files = { "workers/late/main.sh": late };
const storages: readonly (readonly [string, readonly string[]])[] = [
  ["files", []],
  ["SQLite", ["--storage", "sqlite:runs.sqlite"]],
];

function python(cwd: string, id: number, name: "complete" | "interrupted"): void {
  const fixture = join(import.meta.dirname, "../../tierkreis/test/fixtures/python-runs", name);
  cpSync(fixture, join(cwd, "checkpoints", toRunId(id)), { recursive: true });
}

it.each(storages)("lists runs and shows one that failed, then was gone on with: %s", async (_, storage) => {
  const cwd = project(files, chain);
  const args = ["run", "-f", "graph.json", "-i", "name=Ada", "--name", "mine", ...storage];
  expect(await tkr(args, { cwd })).toMatchObject({ exitCode: 1 });
  const listed = await tkr(["ls", ...storage], { cwd });
  expect(listed).toMatchObject({ exitCode: 0, stderr: "" });
  expect(listed.stdout).toMatch(/^[0-9a-f]{8} {2}failed {2}\d+\.\d s {2}\d+\.\d s {2}mine\n$/);
  const { runs } = listShape.parse(JSON.parse((await tkr(["ls", "--json", ...storage], { cwd })).stdout));
  const id = runs[0]?.id ?? "";
  expect(runs).toMatchObject([{ state: "failed", name: "mine", failure: { location: "-.N2" } }]);

  const shown = await tkr(["show", id.slice(0, 8), ...storage], { cwd });
  expect(shown.stdout).toContain("Tasks: 1 failed, 1 done\n");
  expect(shown.stdout).toMatch(/\n {2}-\.N1 {2}hello\.greet {2}done \d+\.\d s\n/);
  expect(shown.stdout).toMatch(/\n {2}-\.N2 {2}late\.go {6}failed \d+\.\d s\n/);
  expect(shown.stdout).toContain("[TKR_TASK_FAILED]");
  expect(shown.stdout).toContain(
    `tkr logs ${id.slice(0, 8)} -.N2${storage.map((word) => ` ${word}`).join("")}\n`,
  );
  expect(shown.stdout).not.toContain("\u001b");
  const failed = await tkr(["show", "mine", "late.go", ...storage], { cwd });
  expect(failed.stdout).toMatch(/Inputs:\n {2}name: "hello Ada"\n[^]*1\.1 {2}failed .* {2}exit 3\n/);
  expect(failed.stdout).toMatch(/\nLog:\n {2}\| red words\n$/);
  expect(failed.stdout).not.toContain("Details:");

  writeFileSync(join(cwd, "workers/late/gate"), "");
  expect(await tkr(["resume", "mine", ...storage], { cwd })).toMatchObject({ exitCode: 0 });
  const done = runShape.parse(
    JSON.parse((await tkr(["show", "mine", "--json", ...storage], { cwd })).stdout),
  );
  expect(done).toMatchObject({
    state: "done",
    executions: 2,
    counts: { done: 2, reused: 1, failed: 0 },
    outputs: { value: { text: '"hello Ada"', bytes: 11 } },
    tasks: [
      { location: "-.N1", reused: true, attempts: 1 },
      { location: "-.N2", reused: false, attempts: 2 },
    ],
  });
  const place = await tkr(["show", "mine", "-.N2", "--json", ...storage], { cwd });
  expect(placeShape.parse(JSON.parse(place.stdout))).toMatchObject({
    task: { worker: "late", task: "go", state: "done" },
    inputs: { name: { text: '"hello Ada"' } },
    outputs: { value: { text: '"hello Ada"' } },
    attempts: [
      { status: "failed", failure: { exitCode: 3 } },
      { status: "done", executor: "shell" },
    ],
    log: ["red words"],
  });
  const raw = await tkr(["show", "mine", "go", "--raw", "value", ...storage], { cwd });
  expect(raw).toMatchObject({ exitCode: 0, stdout: '"hello Ada"', stderr: "" });
  const saving = ["show", "mine", "go", "--raw", "name", "--save", "name.json", ...storage];
  expect(await tkr(saving, { cwd })).toMatchObject({ exitCode: 0, stdout: "" });
  expect(readFileSync(join(cwd, "name.json"), "utf8")).toBe('"hello Ada"');
  expect((await tkr(saving, { cwd })).stderr).toMatch(/name\.json exists, and is not replaced/);
});

it("shows runs of Tierkreis for Python, folded", async () => {
  const cwd = project();
  // What was given lies under the id that the run had.
  python(cwd, 11, "interrupted");
  python(cwd, 12, "complete");
  const { stdout } = await tkr(["ls"], { cwd });
  expect(stdout).toMatch(/^12 .*done.* reference\n/m);
  expect(stdout).toMatch(/^11 .*interrupted.* reference\n/m);
  const shown = await tkr(["show", "11"], { cwd });
  expect(shown.stdout).toMatch(/\n {2}-\.N5 {2,}loop {2,}\d+ done/);
  expect(shown.stdout).toMatch(/\n {2}-\.N8 {2,}map {2,}\d+ done/);
  expect(shown.stdout).toContain("To go on:\n  tkr resume ");
  const element = await tkr(["show", "11", "-.N8.M1"], { cwd });
  expect(element.stdout).toMatch(/-\.N8\.M1\.N2 {2}builtins\.\w+ {2}done/);
  const document = await tkr(["show", "12", "--json"], { cwd });
  const { state, tasks, outputs } = runShape.parse(JSON.parse(document.stdout));
  expect(state).toBe("done");
  expect(tasks.length).toBeGreaterThan(5);
  expect(Object.keys(outputs).length).toBeGreaterThan(0);
  const task = await tkr(["show", "11", "-.N5.L0.N3", "--json"], { cwd });
  const place = placeShape.parse(JSON.parse(task.stdout));
  expect(place.task).toMatchObject({ worker: "builtins", task: "isubtract", state: "done" });
  expect(Object.keys(place.inputs ?? {})).toEqual(["a", "b"]);
});

it("lists the candidates of a task's name that stands at several places", async () => {
  const twice = {
    ...chain,
    nodes: chain.nodes.map((node) =>
      node.type === "function" ? { ...node, function_name: "hello.greet" } : node,
    ),
  };
  const cwd = project({}, twice);
  await tkr(["run", "-f", "graph.json", "-i", "name=a", "--run-id", "1"], { cwd });
  const several = await tkr(["show", "1", "greet"], { cwd });
  expect(several.stderr).toMatch(/may be any of 2 tasks[^]*\n {2}-\.N1 {2}hello\.greet {2}done\n {2}-\.N2 /);
  expect(several.exitCode).toBe(2);
  const near = await tkr(["show", "1", "gret"], { cwd });
  expect(near.stderr).toMatch(/error\[TKR_RUN_UNKNOWN\]: No task "gret" .*Is greet meant\?/);
  const nowhere = await tkr(["show", "1", "-.N99"], { cwd });
  expect(nowhere).toMatchObject({ exitCode: 1, stdout: "" });
  expect(nowhere.stderr).toMatch(/error\[TKR_RUN_UNKNOWN\]: .*-\.N99/);
  const port = await tkr(["show", "1", "-.N1", "--raw", "vlue"], { cwd });
  expect(port.stderr).toContain('has no port "vlue". Its ports: "value", "name".');
});

it("says what is wrong with a storage, a run and a record", async () => {
  const cwd = project(files, chain);
  const missing = await tkr(["ls"], { cwd });
  expect(missing.stderr).toMatch(/There is no storage fs:[^]*\(of TKR_DIR\)[^]*does not exist/);
  expect(missing).toMatchObject({ exitCode: 2, stdout: "" });
  expect(existsSync(join(cwd, "checkpoints"))).toBe(false);
  mkdirSync(join(cwd, "checkpoints"));
  const empty = await tkr(["ls"], { cwd });
  expect(empty.stderr).toMatch(/^There are no runs in fs:[^]* yet\.\n$/);
  expect(empty).toMatchObject({ exitCode: 0, stdout: "" });
  const foreign = await tkr(["ls", "--storage", "fs:workers"], { cwd });
  expect(foreign.stderr).toMatch(/There are no runs in fs:[^]*, but other things: is it the right place\?/);
  const file = await tkr(["ls", "--storage", "sqlite:graph.json"], { cwd });
  expect(file).toMatchObject({ exitCode: 1, stdout: "" });
  expect(file.stderr).toMatch(/^error\[TKR_STORAGE_FAILED\]/);

  writeFileSync(join(cwd, "workers/late/gate"), "");
  await tkr(["run", "-f", "graph.json", "-i", "name=a", "--run-id", "1"], { cwd });
  const folder = join(cwd, "checkpoints", toRunId(1));
  writeFileSync(join(folder, "-.N1/attempts/1.1/_done"), "{");
  const damaged = await tkr(["show", "1"], { cwd });
  expect(damaged.stdout).toMatch(/-\.N1 {2}hello\.greet {2}damaged/);
  const task = await tkr(["show", "1", "-.N1"], { cwd });
  expect(task.stdout).toContain("its record can not be read: it runs again");
  rmSync(join(folder, ".N-1/outputs/body"));
  const left = await tkr(["show", "1"], { cwd });
  expect(left.stderr).toMatch(/only leftovers lie in [^]*`tkr rm /);
  const listed = await tkr(["ls", "--state", "leftover"], { cwd });
  expect(listed.stdout).toMatch(/^1 {2}leftover/);
});

it("lists the runs begun last first, at most so many, and is quiet when nobody reads on", async () => {
  const cwd = project();
  for (const id of ["1", "2", "3"])
    await tkr(["run", "-f", "graph.json", "-i", "name=a", "--run-id", id], { cwd });
  const { stdout, stderr } = await tkr(["ls", "-n", "2"], { cwd });
  expect(stdout).toMatch(/^3 .*\n2 .*\n$/);
  expect(stderr).toContain("There are more");
  const env = {
    PATH: [binFolder(cwd), process.env["PATH"]].join(delimiter),
    TKR_DIR: join(cwd, "checkpoints"),
  };
  const line = "tkr ls 2>errors | true; cat errors";
  const piped = await execa("bash", ["-c", line], { cwd, env });
  expect(piped.stdout).toBe("");
});

it("fits into a terminal of 40 columns", async () => {
  const cwd = project(files, chain);
  const name = "a long name \u001b[31mfor a run 日本語日本語日本語日本語";
  await tkr(["run", "-f", "graph.json", "-i", "name=Ada", "--run-id", "1", "--name", name], { cwd });
  const listed = tkrInTerminal(["ls"], { cwd, columns: 40 });
  await listed.ended;
  expect(listed.lines()[0]).toMatch(/^ID +STATE +AGE +TOOK +NAME$/);
  expect(listed.lines()).toHaveLength(2);
  expect(listed.raw).toContain("\u001b[31mfailed");
  expect(listed.raw).not.toContain("\u001b[31mfor");
  const shown = tkrInTerminal(["show", "1"], { cwd, columns: 40 });
  await shown.ended;
  expect(shown.text()).toContain("Tasks: 1 failed, 1 done");
});

it("tells the outputs of a run that are gone from the storage", async () => {
  const cwd = project();
  await tkr(["run", "-f", "graph.json", "-i", "name=Ada", "--run-id", "1"], { cwd });
  const run = join(cwd, "checkpoints", toRunId(1));
  for (const place of ["-", "-.N1"]) rmSync(join(run, place, "outputs"), { recursive: true, force: true });
  rmSync(join(run, "-.N1/attempts"), { recursive: true, force: true });
  const { stdout } = await tkr(["show", "1"], { cwd });
  expect(stdout).toContain("Outputs:\n  value: missing: it is no longer in the storage\n");
});
