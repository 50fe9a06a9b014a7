import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { binFolder, greeting, project, taskAlone, tkr } from "./support/tkr.ts";

const files = {
  "workers/empty/readme": "",
  "workers/fails/main.sh": "echo its last words >&2; exit 3\n",
  "workers/silent/main.sh": "true\n",
  "workers/folder/main.sh": 'mkdir "$output_value_file"\n',
};

it.each<[string, unknown, RegExp]>([
  [
    "an unknown worker",
    taskAlone("hallo.greet"),
    /^error\[TKR_WORKER_UNKNOWN\]: .*no worker hallo[^]*workers\/hallo.*Did you mean hello\?/,
  ],
  [
    "a worker folder without main.sh",
    taskAlone("empty.go"),
    /^error\[TKR_WORKER_INVALID\]: .*empty[^]*main\.sh/,
  ],
  [
    "a worker that is a link out of the registry",
    taskAlone("out.go"),
    /^error\[TKR_WORKER_INVALID\]: [^]*out of its registry/,
  ],
  [
    "a port that no shell variable can have",
    taskAlone("hello.greet", ["a-b"]),
    /^error\[TKR_PORT_NAME\]: .*"a-b"/,
  ],
  [
    "a script that is nowhere",
    {
      ...greeting,
      nodes: [
        greeting.nodes[0],
        { ...greeting.nodes[1], function_name: "no-such-program.exec_script" },
        greeting.nodes[2],
      ],
    },
    /^error\[TKR_WORKER_UNKNOWN\]: .*no-such-program[^]*PATH/,
  ],
])("starts nothing for %s", async (_, graph, words) => {
  const cwd = project(files, graph);
  writeFileSync(join(cwd, "outside.sh"), "true");
  symlinkSync(join(cwd, "outside.sh"), join(cwd, "workers", "out"));
  const inputs = graph === greeting || JSON.stringify(graph).includes('"input"') ? ["-i", "name=a"] : [];
  const { exitCode, stdout, stderr } = await tkr(["run", "-f", "graph.json", ...inputs], { cwd });
  expect(stderr).toMatch(words);
  expect(stderr).not.toContain("start ");
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
});

it.each<[string, string, RegExp]>([
  [
    "exits with 3",
    "fails.go",
    /error\[TKR_TASK_FAILED\]: Task fails\.go at -\.N0 [^]*exit status 3[^]*\| its last words/,
  ],
  [
    "never writes its output",
    "silent.go",
    /error\[TKR_OUTPUT_MISSING\]: Task silent\.go at -\.N0 [^]*never wrote its output "value"/,
  ],
  [
    "makes its output a folder",
    "folder.go",
    /error\[TKR_OUTPUT_INVALID\]: Task folder\.go at -\.N0 [^]*"value" is a directory/,
  ],
])("says what went wrong when a program %s, and how to go on", async (_, name, words) => {
  const cwd = project(files, taskAlone(name));
  const { exitCode, stdout, stderr } = await tkr(["run", "-f", "graph.json", "--run-id", "9", "-o"], { cwd });
  expect(stderr).toMatch(words);
  expect(stderr).toMatch(
    /\n {2}failed {2}\w+\.go {2}-\.N0 {2}\d+\.\d s\n {10}\S.*\nfailed: 0 tasks done in \d+\.\d s\.\nerror/,
  );
  expect(stderr).toMatch(/\nTo go on:\n {2}tkr resume 9 -o\n$/);
  expect(stderr).not.toContain("    at ");
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
});

it("says so when a task wrote to its input", async () => {
  const cwd = project({
    "workers/hello/main.sh": 'echo x >> "$input_name_file"; printf 1 > "$output_value_file"',
  });
  const { exitCode, stderr } = await tkr(["run", "-f", "graph.json", "-i", "name=a"], { cwd });
  expect(stderr).toMatch(/error\[TKR_INPUT_CHANGED\]: [^]*"name"/);
  expect(exitCode).toBe(1);
});

it("says so when the same id is of another graph or other inputs", async () => {
  const cwd = project();
  await tkr(["run", "-f", "graph.json", "-i", "name=a", "--run-id", "1"], { cwd });
  const { exitCode, stderr } = await tkr(["run", "-f", "graph.json", "-i", "name=b", "--run-id", "1"], {
    cwd,
  });
  expect(stderr).toMatch(/^error\[TKR_RUN_CHANGED\]: .*"name" was another value/);
  expect(exitCode).toBe(1);
});

it("says so when the storage can not be written", async () => {
  const cwd = project();
  const args = ["run", "-f", "graph.json", "-i", "name=a", "--storage", "fs:graph.json/inside"];
  const { exitCode, stdout, stderr } = await tkr(args, { cwd });
  expect(stderr).toMatch(/^error\[TKR_STORAGE_FAILED\]: [^]*graph\.json\/inside/);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
});

it("says so when the current folder is gone", async () => {
  const cwd = project();
  const env = { BIN: binFolder(cwd) };
  for (const words of ["ls", "config", "init project x", "run -g g.ts"]) {
    const line = `mkdir gone; cd gone; rmdir ../gone; exec "$BIN/tkr" ${words}`;
    const { stderr, exitCode } = await execa("sh", ["-c", line], { cwd, reject: false, env });
    expect(stderr).toMatch(
      /error\[TKR_USAGE\]: The current folder is not there any more\. Go to another one\.$/,
    );
    expect(exitCode).toBe(2);
  }
});

it.each<[string, readonly string[], RegExp]>([
  ["a word that is no command", ["rnu"], /unknown command 'rnu'[^]*Did you mean run\?/],
  ["a misspelt option", ["run", "--freesh"], /unknown option '--freesh'[^]*Did you mean --fresh\?/],
  ["no graph", ["run"], /^error\[TKR_USAGE\]: Which graph\?/],
  ["two graphs", ["run", "-f", "graph.json", "-g", "g.ts"], /-g or -f, not both/],
  [
    "a document that is not there",
    ["run", "-f", "nowhere.json"],
    /There is no file nowhere\.json, which -f names/,
  ],
  [
    "a stray document",
    ["run", "graph.json"],
    /^error\[TKR_USAGE\]: too many arguments[^]*Did you mean -f graph\.json\?/,
  ],
  ["a stray graph", ["run", "g.ts:one"], /too many arguments[^]*Did you mean -g g\.ts:one\?/],
  ["a stray input", ["run", "-g", "g.ts", "n=1"], /too many arguments[^]*Did you mean -i n=1\?/],
  [
    "help for no command",
    ["help", "rnu"],
    /^error\[TKR_USAGE\]: unknown command 'rnu'\n\(Did you mean run\?\)/,
  ],
  [
    "a run that an option takes",
    ["resume", "--registry", "workers", "20"],
    /missing required argument 'run'\n--registry takes all words/,
  ],
  [
    "a run that a choice takes",
    ["rm", "--state", "failed", "20"],
    /'20' is invalid[^]*--state takes all words behind it/,
  ],
  ["a misspelt choice", ["ls", "--state", "faild"], /'faild' is invalid[^]*Did you mean failed\?/],
  ["codes for a terminal", ["\u001b[31mrun"], /^error\[TKR_USAGE\]: unknown command 'run'/],
  [
    "a storage of an unknown scheme",
    ["run", "-f", "graph.json", "-i", "name=a", "--storage", "s3:bucket"],
    /^error\[TKR_USAGE\]: There is no storage "s3:bucket"\. There is: fs:PATH, sqlite:FILE, memory:\./,
  ],
  [
    "a database without a file",
    ["run", "-f", "graph.json", "-i", "name=a", "--storage", "sqlite:"],
    /^error\[TKR_USAGE\]: Which file\? Write sqlite:FILE/,
  ],
  [
    "a place in memory",
    ["run", "-f", "graph.json", "-i", "name=a", "--storage", "memory:x"],
    /^error\[TKR_USAGE\]: Nothing comes behind memory:, and there is "x"\./,
  ],
  [
    "a storage without a scheme",
    ["run", "-f", "graph.json", "-i", "name=a", "--storage", "./here"],
    /write fs:\.\/here/,
  ],
  [
    "a run id that is none",
    ["run", "-f", "graph.json", "-i", "name=a", "--run-id", "../x"],
    /^error\[TKR_RUN_ID\]: "\.\.\/x" is no run id/,
  ],
  [
    "a concurrency of 0",
    ["run", "-f", "graph.json", "--concurrency", "0"],
    /'--concurrency <n>' argument '0' is invalid\. Expected a whole number from 1 on/,
  ],
  ["half a retry", ["run", "-f", "graph.json", "--retries", "1.5"], /Expected a whole number from 0 on/],
  [
    "a time that is none",
    ["run", "-f", "graph.json", "--timeout", "soon"],
    /Expected seconds above 0, or a time such as/,
  ],
])("ends with 2 for %s", async (_, args, words) => {
  const { exitCode, stdout, stderr } = await tkr(args, { cwd: project() });
  expect(stderr).toMatch(words);
  expect(stderr).not.toContain("    at ");
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
});
