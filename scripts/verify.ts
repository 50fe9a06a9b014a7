// Everything that has to hold before a commit, in order; stops at the first step that fails. CI runs the same.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { root } from "./lib/root.ts";
import { testCounts } from "./lib/test-counts.ts";
import { changedFiles, treeState } from "./lib/tree-state.ts";

/** Where the counts of tests go, for `.ci/run`. */
const results = join(root, ".cache", "verify");

const env = {
  // Every step runs on the Node that runs this.
  PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
};
const counts = { passed: 0, failed: 0 };

async function run(program: string, ...args: string[]): Promise<void> {
  const stdio = ["ignore", "inherit", "inherit"] as const;
  await execa(program, args, { cwd: root, env, preferLocal: true, localDir: root, stdio });
}

async function generated(): Promise<void> {
  const before = await treeState(root);
  await run("node", "scripts/generate.ts");
  const changed = changedFiles(before, await treeState(root));
  if (changed.length > 0) throw new Error(`These were not up to date, and are now: ${changed.join(", ")}`);
}

async function vitest(name: string, ...args: string[]): Promise<void> {
  const file = join(results, `${name}.json`);
  try {
    await run("vitest", "run", ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`);
  } finally {
    const { passed, failed } = await testCounts(file).catch(() => ({ passed: 0, failed: 1 }));
    counts.passed += passed;
    counts.failed += failed;
    console.log(`${name}: ${passed} passed, ${failed} failed`);
  }
}

const steps: Record<string, () => Promise<void>> = {
  format: () => run("prettier", "--check", "--log-level=warn", "."),
  lint: () => run("eslint", ".", "--max-warnings=0"),
  types: () => run("tsc", "-p", "tsconfig.json"),
  build: () => run("turbo", "run", "build", "--output-logs=errors-only"),
  packages: () => run("turbo", "run", "check:exports", "--output-logs=errors-only"),
  api: () => run("node", "scripts/api-reports.ts"),
  unused: () => run("knip"),
  generated,
  tests: () => vitest("tests", "--project=!examples"),
  examples: () => vitest("examples", "--project=examples"),
};

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
console.log(`Node ${process.versions.node}`);
const start = performance.now();
for (const [name, step] of Object.entries(steps)) {
  const stepStart = performance.now();
  console.log(`\n== ${name}`);
  try {
    await step();
    console.log(`== ${name}: ok, ${seconds(stepStart)}`);
  } catch (error) {
    if (error instanceof Error) console.error(error.message);
    console.error(`== ${name}: FAILED, ${seconds(stepStart)}`);
    counts.failed = Math.max(1, counts.failed);
    process.exitCode = 1;
    break;
  }
}
await writeFile(join(results, "counts.json"), JSON.stringify(counts) + "\n");
console.log(`\nverify: ${process.exitCode ? "FAILED" : "ok"}, ${seconds(start)}`);
