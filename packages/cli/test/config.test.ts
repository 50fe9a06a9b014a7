import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { project, tkr } from "./support/tkr.ts";

const cli = join(import.meta.dirname, "..", "src", "index.ts");
const storageFs = join(import.meta.dirname, "..", "..", "storage-fs", "src", "index.ts");
const shell = join(import.meta.dirname, "..", "..", "executor-shell", "src", "index.ts");

interface ConfigJson {
  readonly config: string | null;
  readonly settings: Readonly<Record<string, { readonly value: unknown; readonly from: string }>>;
}

async function configOf(cwd: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const { stdout, stderr, exitCode } = await tkr(["config", "--json", ...args], {
    cwd,
    env: { TKR_DIR: "", ...env },
  });
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  return JSON.parse(stdout) as ConfigJson;
}

function configured(text: string): string {
  return project({
    "tierkreis.config.ts": `import { defineConfig } from ${JSON.stringify(cli)};\nexport default defineConfig(${text});\n`,
  });
}

it("takes a setting from a flag, else the environment, else the configuration, else the default", async () => {
  const cwd = configured(`{ retry: 1, concurrency: 3, timeout: 5000, storage: "fs:runs" }`);
  const file = join(cwd, "tierkreis.config.ts");
  const { config, settings } = await configOf(cwd, ["--concurrency", "7"], {
    TKR_CONCURRENCY: "5",
    TKR_RETRIES: "2",
  });
  expect(config).toBe(file);
  expect(settings).toMatchObject({
    concurrency: { value: 7, from: "--concurrency" },
    retry: { value: 2, from: "TKR_RETRIES" },
    timeout: { value: 5000, from: file },
    storage: { value: "fs:runs", from: file },
    onFailure: { value: "finish", from: "default" },
  });
});

it("finds the configuration above the current folder, and takes its relative paths from there", async () => {
  const cwd = configured(`{ storage: "fs:runs", registry: "workers" }`);
  const below = join(cwd, "a folder", "below");
  mkdirSync(below, { recursive: true });
  const ran = await tkr(["run", "-f", "../../graph.json", "-i", "name=Ada", "-o"], {
    cwd: below,
    env: { TKR_DIR: "" },
  });
  expect(ran).toMatchObject({ exitCode: 0, stdout: '"hello Ada"\n' });
  expect(existsSync(join(cwd, "runs"))).toBe(true);
});

it("opens a storage and runs workers by what the configuration registers", async () => {
  const both = {
    nodes: [
      { type: "function", function_name: "special.any" },
      { type: "function", function_name: "odd.any" },
      { type: "output", inputs: { worker: [0, "value"], launcher: [1, "value"] } },
    ],
    graph_output_idx: 2,
  };
  const files = {
    "one-worker/special/main.sh": `printf '"by worker"' > "$output_value_file"\n`,
    "workers/odd/main.odd": "by launcher",
    "tierkreis.config.ts": `
      import { readFile, writeFile } from "node:fs/promises";
      import { FileStorage } from ${JSON.stringify(storageFs)};
      import { ShellExecutor } from ${JSON.stringify(shell)};
      import { defineConfig } from ${JSON.stringify(cli)};
      export default defineConfig({
        storage: "mine:kept",
        storages: { mine: (rest, { folder }) => new FileStorage({ directory: folder + "/" + rest }) },
        workers: { special: () => new ShellExecutor({ registry: "one-worker" }) },
        launchers: {
          "main.odd": async ({ registry: [folder] }) => ({
            specVersion: 1,
            name: "odd",
            async run(call, context) {
              const { outputs } = await context.workspace();
              const text = await readFile(folder + "/" + call.worker + "/main.odd", "utf8");
              await writeFile(outputs.value, JSON.stringify(text));
              return { status: "ok" };
            },
          }),
        },
      });`,
  };
  const cwd = project(files, both);
  const ran = await tkr(["run", "-f", "graph.json", "-o"], { cwd, env: { TKR_DIR: "" } });
  expect(ran).toMatchObject({ exitCode: 0, stdout: '{"worker":"by worker","launcher":"by launcher"}\n' });
  expect(existsSync(join(cwd, "kept"))).toBe(true);
});

it.each([
  [
    "a word that it does not know",
    `{ storge: "fs:x" }`,
    /^error\[TKR_USAGE\]: tierkreis\.config\.ts:2: at storge: there is no setting "storge"\. Did you mean storage/,
  ],
  [
    "a value of the wrong kind",
    `{ concurrency: { tasks: "many" } }`,
    /at concurrency\.tasks: expected a whole number from 1 on,.* and it is 'many'/,
  ],
  [
    "a storage without a scheme",
    `{ storage: "runs" }`,
    /at storage: expected <scheme>:<rest>, such as fs:checkpoints, and it is 'runs'\./,
  ],
  [
    "a time that is none",
    `{ timeout: "5x" }`,
    /at timeout: expected milliseconds above 0, or a time with its unit/,
  ],
  ["a time without a unit", `{ idleTimeout: "30" }`, /at idleTimeout: expected .*, and it is '30'\./],
  [
    "a retry that is none",
    `{ retry: "two" }`,
    /at retry: expected a whole number from 0 on, or an object \(limit,/,
  ],
])("refuses %s", async (_, text, message) => {
  const { exitCode, stderr, stdout } = await tkr(["config"], { cwd: configured(text) });
  expect(stderr).toMatch(message);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
});

it("tells all mistakes of a configuration, each with its line", async () => {
  const text = `{
  registri: "workers",
  retry: { limit: 2, onn: [1] },
  "concurrency": {
    tasks: 0,
  },
}`;
  const { stderr } = await tkr(["config"], { cwd: configured(text) });
  expect(stderr.replace("error[TKR_USAGE]: ", "").trimEnd().split("\n").sort()).toEqual([
    expect.stringMatching(/^tierkreis\.config\.ts:3: at registri: .*Did you mean registry\?$/),
    expect.stringMatching(
      /^tierkreis\.config\.ts:4: at retry\.onn: there is no setting "onn"\. Did you mean on/,
    ),
    expect.stringMatching(/^tierkreis\.config\.ts:6: at concurrency\.tasks: expected .* it is 0 /),
  ]);
});

it("takes times as flags do, in milliseconds", async () => {
  const { settings } = await configOf(configured(`{ timeout: "1h30m", idleTimeout: "90s" }`));
  expect(settings).toMatchObject({ timeout: { value: 5_400_000 }, idleTimeout: { value: 90_000 } });
});

it("names the line of a configuration that throws, that is no TypeScript, or that exports nothing", async () => {
  const texts = ['const a = 1;\nthrow new Error("boo");\n', "const a = ;\n", "export const a = 1;\n"];
  const told = await Promise.all(
    texts.map(
      async (text) => (await tkr(["config"], { cwd: project({ "tierkreis.config.ts": text }) })).stderr,
    ),
  );
  expect(told[0]).toMatch(/tierkreis\.config\.ts:2: boo/);
  expect(told[1]).toMatch(/tierkreis\.config\.ts:1: /);
  expect(told[2]).toMatch(/must export its configuration: export default defineConfig/);
});

it("names an environment variable that is wrong", async () => {
  const { exitCode, stderr } = await tkr(["config"], { cwd: project(), env: { TKR_RETRIES: "many" } });
  expect(stderr).toContain(
    'The environment variable TKR_RETRIES is "many". Expected a whole number from 0 on.',
  );
  expect(exitCode).toBe(2);
});

it("shows who set what, in columns", async () => {
  const { stdout } = await tkr(["config", "--retries", "4"], { cwd: project() });
  expect(stdout).toMatch(/^storage +fs:.*checkpoints +TKR_DIR$/m);
  expect(stdout).toMatch(/^retry +4 +--retries$/m);
});
