import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { logLineShape, logsShape } from "./support/json-shapes.ts";
import { project, tkr } from "./support/tkr.ts";

const chain = {
  nodes: [
    { type: "function", function_name: "first.go" },
    { type: "function", function_name: "second.go", inputs: { name: [0, "value"] } },
    { type: "output", inputs: { value: [1, "value"] } },
  ],
  graph_output_idx: 2,
};
const first = `i=0
while test $i -lt 500; do echo "first says $i"; i=$((i+1)); done
printf 1 > "$output_value_file"
`;
const second = `printf 'waits\\r\\n\\033[32mgreen\\033[0m h\\303\\251\\n'
while ! test -e "$worker_dir/gate"; do sleep 0.05; done
printf 'no newline'
printf 2 > "$output_value_file"
`;
const files = { "workers/first/main.sh": first, "workers/second/main.sh": second };
const storages: readonly (readonly [string, readonly string[]])[] = [
  ["files", []],
  ["SQLite", ["--storage", "sqlite:runs.sqlite"]],
];

it.each(storages)("prints the logs of all tasks, of one, of its last lines: %s", async (_, storage) => {
  const cwd = project({ ...files, "workers/second/gate": "" }, chain);
  await tkr(["run", "-f", "graph.json", "--run-id", "1", ...storage], { cwd });
  const all = await tkr(["logs", "1", ...storage], { cwd });
  const lines = all.stdout.split("\n");
  expect(all).toMatchObject({ exitCode: 0, stderr: "" });
  expect(lines[0]).toBe("first.go -.N0 | first says 0");
  expect(lines[499]).toBe("first.go -.N0 | first says 499");
  expect(lines.slice(500)).toEqual([
    "second.go -.N1 | waits",
    "second.go -.N1 | green hé",
    "second.go -.N1 | no newline",
    "",
  ]);
  const one = await tkr(["logs", "1", "second", ...storage], { cwd });
  expect(one.stderr).toContain('No task "second" was begun');
  const named = await tkr(["logs", "1", "second.go", "-n", "2", ...storage], { cwd });
  expect(named.stdout).toBe("green hé\nno newline\n");
  const tail = await tkr(["logs", "1", "-n", "4", "--json", ...storage], { cwd });
  expect(logsShape.parse(JSON.parse(tail.stdout)).lines).toEqual([
    { location: "-.N0", name: "first.go", attempt: 1, line: "first says 499" },
    { location: "-.N1", name: "second.go", attempt: 1, line: "waits" },
    { location: "-.N1", name: "second.go", attempt: 1, line: "green hé" },
    { location: "-.N1", name: "second.go", attempt: 1, line: "no newline" },
  ]);
});

it.each(storages)("follows a run until it ends, and tasks that start later: %s", async (_, storage) => {
  const cwd = project(files, chain);
  const running = tkr(["run", "-f", "graph.json", "--run-id", "1", ...storage], { cwd });
  for (let isThere = false; !isThere;) {
    const { stdout } = await tkr(["ls", ...storage], { cwd });
    isThere = stdout.includes("running");
  }
  const follower = tkr(["logs", "1", "-f", "--json", ...storage], { cwd });
  let seen = "";
  follower.stdout.on("data", (data: Buffer) => (seen += data.toString()));
  // A file grows before our eyes; a database has a log when its task has ended.
  const sign = storage.length === 0 ? "waits" : "first says 499";
  while (!seen.includes(sign)) await new Promise((done) => setTimeout(done, 50));
  writeFileSync(join(cwd, "workers/second/gate"), "");
  const { exitCode, stdout } = await follower;
  expect(await running).toMatchObject({ exitCode: 0 });
  expect(exitCode).toBe(0);
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => logLineShape.parse(JSON.parse(line)).line);
  expect(lines).toEqual([
    ...Array.from({ length: 500 }, (_line, index) => `first says ${String(index)}`),
    "waits",
    "green hé",
    "no newline",
  ]);
});

it("prints the log of an earlier attempt", async () => {
  const flaky = `echo "try"; test -e "$worker_dir/tried" && printf 1 > "$output_value_file"\n: > "$worker_dir/tried"\ntest -e "$output_value_file" && echo well\n`;
  const cwd = project({ ...files, "workers/second/gate": "", "workers/first/main.sh": flaky }, chain);
  await tkr(["run", "-f", "graph.json", "--run-id", "1", "--retries", "1"], { cwd });
  expect(await tkr(["logs", "1", "-.N0"], { cwd })).toMatchObject({ stdout: "try\nwell\n" });
  expect(await tkr(["logs", "1", "-.N0", "--attempt", "1"], { cwd })).toMatchObject({ stdout: "try\n" });
  const followed = await tkr(["logs", "1", "first.go", "-f", "-n", "1"], { cwd });
  expect(followed).toMatchObject({ exitCode: 0, stdout: "well\n" });
  expect(followed.stderr).toMatch(/^Nobody runs .*: it is done, and nothing follows\.\n$/);
});

it("says when there is nothing to show", async () => {
  const cwd = project();
  await tkr(["run", "-f", "graph.json", "-i", "name=Ada", "--run-id", "7"], { cwd });
  for (const [args, words] of [
    [["logs", "7"], "log"],
    [["logs", "7", "hello.greet", "--attempt", "4"], "There is no log of an attempt 4 in -.N1."],
  ] as const) {
    const { exitCode, stdout, stderr } = await tkr(args, { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain(words);
  }
});
