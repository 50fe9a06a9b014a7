import { createPublicKey } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../../scripts/lib/root.ts";
import { greeting, project, taskAlone, tkr } from "./support/tkr.ts";

const seedScript = `numbits=$(cat $input_numbits_file)
openssl genrsa -out $output_private_key_file -aes128 -passout "file:$input_passphrase_file" $numbits
openssl rsa -in $output_private_key_file -passin "file:$input_passphrase_file" -pubout -out $output_public_key_file
`;

it("runs the three-line main.sh of the tutorial, unedited, in a folder of one's own", async () => {
  expect(readFileSync(join(root, "example_workers/openssl_worker/main.sh"), "utf8")).toBe(seedScript);
  const graph = {
    nodes: [
      { type: "const", value: 1024 },
      { type: "const", value: { __tkr_bytes__: true, bytes: "ZHVtbXlwYXNzcGhyYXNl" } },
      {
        type: "function",
        function_name: "openssl_worker.genrsa",
        inputs: { numbits: [0, "value"], passphrase: [1, "value"] },
      },
      { type: "output", inputs: { private_key: [2, "private_key"], public_key: [2, "public_key"] } },
    ],
    graph_output_idx: 3,
  };
  // The script does not quote, so the folder must have a name without spaces.
  const cwd = project({}, graph);
  const plain = join(root, ".cache", `seed-${process.pid}`);
  try {
    const worker = project({ "openssl_worker/main.sh": seedScript });
    const { exitCode, stdout, stderr } = await tkr(
      ["run", "-f", "graph.json", "--registry", worker, "--storage", `fs:${plain}`, "-o"],
      { cwd },
    );
    expect(stderr).toContain("openssl_worker.genrsa");
    expect(exitCode).toBe(0);
    const keys = JSON.parse(stdout) as Record<string, { bytes: string }>;
    const publicKey = createPublicKey(Buffer.from(keys["public_key"]?.bytes ?? "", "base64"));
    expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
    expect(Buffer.from(keys["private_key"]?.bytes ?? "", "base64").toString()).toContain(
      "ENCRYPTED PRIVATE KEY",
    );
  } finally {
    rmSync(plain, { recursive: true, force: true });
  }
});

it("gives each worker the executor that its folder calls for", async () => {
  const python = `import json, sys, pathlib
call = json.loads(pathlib.Path(sys.argv[1]).read_text())
text = json.loads(pathlib.Path(call["inputs"]["text"]).read_text())
pathlib.Path(call["outputs"]["value"]).write_text(json.dumps(text + " python"))
`;
  const pyproject = `[project]\nname = "python"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = []\n`;
  const names = ["shell.run", "python.run", "upper.run", "tee.exec_script"];
  const graph = {
    nodes: [
      { type: "const", value: "text" },
      ...names.map((name, index) => {
        const port = name.startsWith("tee") ? "input" : "text";
        return { type: "function", function_name: name, inputs: { [port]: [index, "value"] } };
      }),
      { type: "output", inputs: { value: [names.length, "value"] } },
    ],
    graph_output_idx: names.length + 1,
  };
  const files = {
    "workers/shell/main.sh": `sed 's/"$/ shell"/' "$input_text_file" > "$output_value_file"`,
    "workers/python/main.py": python,
    "workers/python/pyproject.toml": pyproject,
    "workers/upper": "#!/bin/sh\nexec tr a-z A-Z\n",
  };
  const cwd = project(files, graph);
  const { exitCode, stdout } = await tkr(["run", "-f", "graph.json", "-o"], { cwd });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '"TEXT SHELL PYTHON"\n' });
});

it("prints exactly one JSON document on standard output with -o, and nothing without", async () => {
  const cwd = project();
  const args = ["run", "-f", "graph.json", "-i", "name=Ada", "--run-id", "7"];
  const printed = await tkr([...args, "-o"], { cwd });
  expect(printed).toMatchObject({ exitCode: 0, stdout: '"hello Ada"\n' });
  expect(printed.stderr).toMatch(
    /^run 00000000-0000-0000-0000-000000000007 in fs:.*\n {2}done {4}hello\.greet {2}-\.N1 {2}\d+\.\d s\n1 task done in \d+\.\d s\.\n$/,
  );
  const again = await tkr(args, { cwd });
  expect(again).toMatchObject({ exitCode: 0, stdout: "" });
  expect(again.stderr).toContain("  reused  hello.greet  -.N1\n1 task done (1 reused)");
  expect(again.stderr).toContain('\n  value: "hello Ada"\n');
});

it("keeps what is done under the run id, and forgets it with --fresh", async () => {
  const cwd = project(
    {
      "workers/count/main.sh": `echo >> "$worker_dir/calls"; wc -l < "$worker_dir/calls" > "$output_value_file"`,
    },
    taskAlone("count.up"),
  );
  const outputs = [];
  for (const flags of [[], [], ["--fresh"], ["--fresh", "--name", "third"]]) {
    outputs.push(
      (await tkr(["run", "-f", "graph.json", "--run-id", "105", "-o", ...flags], { cwd })).stdout.trim(),
    );
  }
  expect(outputs).toEqual(["1", "1", "2", "3"]);
  const run = join(cwd, "checkpoints", "00000000-0000-0000-0000-000000000069");
  expect(JSON.parse(readFileSync(join(run, "_metadata"), "utf8"))).toMatchObject({ name: "third" });
});

it("takes a new run id each time when none is given", async () => {
  const cwd = project();
  const args = ["run", "-f", "graph.json", "-i", "name=Ada"];
  const runs = await Promise.all([tkr(args, { cwd }), tkr(args, { cwd })]);
  const ids = runs.map(({ stderr }) => /^run (\S{36}) in /.exec(stderr)?.[1]);
  expect(new Set(ids).size).toBe(2);
  expect(ids).not.toContain(undefined);
});

it("keeps checkpoints where --storage, TKR_DIR or the home folder says, in that order", async () => {
  const cwd = project();
  const args = ["run", "-f", "graph.json", "-i", "name=Ada", "--run-id", "1"];
  const run = "00000000-0000-0000-0000-000000000001";
  await tkr([...args, "--storage", "fs:by flag"], { cwd });
  expect(existsSync(join(cwd, "by flag", run, "-", "_done"))).toBe(true);
  expect(existsSync(join(cwd, "checkpoints"))).toBe(false);
  await tkr(args, { cwd });
  expect(existsSync(join(cwd, "checkpoints", run, "-", "_done"))).toBe(true);
  await tkr(args, { cwd, env: { TKR_DIR: "", HOME: join(cwd, "home") } });
  expect(existsSync(join(cwd, "home/.tierkreis/checkpoints", run, "-", "_done"))).toBe(true);
});

it("looks for workers in ./workers, else here, else where --registry says, in order", async () => {
  const args = ["run", "-f", "graph.json", "-i", "name=Ada", "-o"];
  const here = project({
    "hello/main.sh": `printf 1 > "$output_value_file"`,
    "first/hello/main.sh": `printf '"first"' > "$output_value_file"`,
  });
  rmSync(join(here, "workers"), { recursive: true });
  writeFileSync(join(here, "graph.json"), JSON.stringify({ ...greeting, interface: undefined }));
  expect((await tkr(args, { cwd: here })).stdout).toBe("1\n");
  const both = await tkr([...args, "--registry", "first", "."], { cwd: here });
  expect(both.stdout).toBe('"first"\n');
  const swapped = await tkr([...args, "--registry", ".", "--registry", "first"], { cwd: here });
  expect(swapped.stdout).toBe("1\n");
});

it("tries a failing task again as often as --retries says, and ends one that takes longer than --timeout", async () => {
  const flaky = `echo >> "$worker_dir/calls"; test $(wc -l < "$worker_dir/calls") -ge 3 && printf 3 > "$output_value_file"`;
  const cwd = project(
    { "workers/flaky/main.sh": flaky, "workers/slow/main.sh": "sleep 60" },
    taskAlone("flaky.go"),
  );
  const retried = await tkr(["run", "-f", "graph.json", "--retries", "2", "-o"], { cwd });
  expect(retried).toMatchObject({ exitCode: 0, stdout: "3\n" });
  expect(retried.stderr).toContain("  retry   flaky.go  -.N0");
  expect(retried.stderr).toContain("done    flaky.go  -.N0  attempt 3");
  writeFileSync(join(cwd, "slow.json"), JSON.stringify(taskAlone("slow.go")));
  const late = await tkr(["run", "-f", "slow.json", "--timeout", "300ms"], { cwd });
  expect(late).toMatchObject({ exitCode: 1, stdout: "" });
  expect(late.stderr).toContain("error[TKR_TASK_TIMEOUT]");
  expect(late.stderr).toContain("300 ms");
});

it("runs as many tasks at once as --concurrency says", async () => {
  const alone = `mkdir "$worker_dir/busy" && sleep 0.1 && rmdir "$worker_dir/busy" && printf 1 > "$output_value_file"`;
  const task = { type: "function", function_name: "alone.go" };
  const graph = {
    nodes: [
      task,
      task,
      task,
      { type: "output", inputs: { a: [0, "value"], b: [1, "value"], c: [2, "value"] } },
    ],
    graph_output_idx: 3,
  };
  const cwd = project({ "workers/alone/main.sh": alone }, graph);
  const { exitCode, stdout } = await tkr(["run", "-f", "graph.json", "--concurrency", "1", "-o"], { cwd });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '{"a":1,"b":1,"c":1}\n' });
});
