import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { temporaryFolder, writeTree } from "../../../scripts/testing/prepare-task.ts";
import {
  bytes,
  defineTask,
  FileStorage,
  GraphBuilder,
  runGraph,
  script,
  ShellExecutor,
  StdInOutExecutor,
  UvExecutor,
  type Executor,
} from "../src/index.ts";
import { createSlowMapStorage } from "./fixtures/slow-map-storage.ts";

/** Every folder of these tests has a name with spaces, quotes, `$(x)`, a newline and non-ASCII letters. */
const worker = `wörk er 'q' "d" $(touch pwned) \`touch pwned\``;
const task = `tä sk "d" $(touch pwned)`;
const text = `it's "d" $(touch pwned) \`touch pwned\`; touch pwned\n\r\t\\n %s \${HOME} é 日本 🎉 \u0000\u2028 -n * ?`;
const raw = Uint8Array.from({ length: 512 }, (_, index) => index % 256);

const echo = defineTask({
  worker,
  name: task,
  inputs: { text: z.string(), raw: bytes() },
  outputs: { text: z.string(), raw: bytes(), task: bytes() },
});

function echoGraph() {
  const g = new GraphBuilder({
    inputs: { text: z.string(), raw: bytes() },
    outputs: { text: z.string(), raw: bytes(), task: bytes() },
  });
  g.outputs(g.task(echo(g.inputs)));
  return g;
}

const shellWorker = `cat "$input_text_file" > "$output_text_file"
cat "$input_raw_file" > "$output_raw_file"
printf %s "$function_name" > "$output_task_file"
`;

const pythonWorker = `import json, sys
from pathlib import Path
call = json.loads(Path(sys.argv[1]).read_text())
for port in ("text", "raw"):
    Path(call["outputs"][port]).write_bytes(Path(call["inputs"][port]).read_bytes())
Path(call["outputs"]["task"]).write_bytes(call["function_name"].encode())
`;

const pyproject = `[project]\nname = "echo"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = []\n`;

const workers = {
  [`${worker}/main.sh`]: shellWorker,
  [`${worker}/main.py`]: pythonWorker,
  [`${worker}/pyproject.toml`]: pyproject,
};

const executors: readonly [string, (registry: string) => Executor][] = [
  ["shell", (registry) => new ShellExecutor({ registry })],
  ["uv", (registry) => new UvExecutor({ registry, environments: temporaryFolder() })],
];

it.each(executors)(
  "takes hostile names and values through the %s executor unharmed",
  { timeout: 60_000 },
  async (_, make) => {
    const registry = writeTree(workers);
    const executor = make(registry);
    const directory = temporaryFolder();
    for (const storage of [new FileStorage({ directory }), createSlowMapStorage(0)]) {
      const outputs = await runGraph(echoGraph(), { text, raw }, { storage, executor });
      expect(outputs).toEqual({ text, raw, task: new TextEncoder().encode(task) });
    }
    expectNoHarm(registry, directory);
  },
);

it("takes a value into a variable unharmed", async () => {
  const registry = writeTree({
    [`${worker}/main.sh`]: `printf %s "$input_text_value" > "$output_value_file"`,
  });
  const g = new GraphBuilder({ inputs: { text: z.string() }, outputs: z.string() });
  const show = defineTask({ worker, name: task, inputs: { text: z.string() }, outputs: z.string() });
  g.outputs(g.task(show(g.inputs)));
  const storage = new FileStorage({ directory: temporaryFolder() });
  const executor = new ShellExecutor({ registry, exportValues: true });
  expect(await runGraph(g, { text }, { storage, executor })).toBe(text);
});

it("takes hostile values through programs on PATH and hostile names through the registry, from stdin to stdout", async () => {
  const registry = writeTree({ [worker]: "#!/bin/sh\nexec cat\n" });
  const directory = temporaryFolder();
  const executor = new StdInOutExecutor({ registry });
  const g = new GraphBuilder({
    inputs: { raw: bytes(), text: z.string() },
    outputs: { path: bytes(), registry: bytes(), text: bytes() },
  });
  g.outputs({
    path: g.task(script("tee", g.inputs.raw)),
    registry: g.task(script(worker, g.inputs.raw)),
    text: g.task(script(worker, g.inputs.text)),
  });
  for (const storage of [new FileStorage({ directory }), createSlowMapStorage(0)]) {
    const outputs = await runGraph(g, { raw, text }, { storage, executor });
    expect({ path: outputs.path, registry: outputs.registry }).toEqual({ path: raw, registry: raw });
    expect(JSON.parse(new TextDecoder().decode(outputs.text))).toBe(text);
  }
  expectNoHarm(registry, directory);
});

function expectNoHarm(...folders: readonly string[]): void {
  const names = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }));
  expect(names.filter((name) => name.endsWith("pwned"))).toEqual([]);
  expect(existsSync(join(process.cwd(), "pwned"))).toBe(false);
}
