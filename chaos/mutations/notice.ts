import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Catcher } from "./bug.ts";

const main = join(import.meta.dirname, "..", "main.ts");
const plant = join(import.meta.dirname, "plant.ts");
const config = join(import.meta.dirname, "vitest.config.ts");
const root = join(import.meta.dirname, "..", "..");
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");

/** Characters that are told of a test which noticed nothing. */
const MOST_SAID = 2000;

/** What a test said of a bug. */
export interface Noticed {
  /** In its words; `undefined` when it noticed nothing. */
  readonly words: string | undefined;
  /** All that it printed. */
  readonly said: string;
}

/**
 * Has a test run with the bug planted, until it notices.
 *
 * @param large Whether a harness that does not notice at the point which is known looks at all points, which may take an hour, or at
 * its sample.
 */
export async function notice(bug: string, catcher: Catcher, large: boolean): Promise<Noticed> {
  if ("tests" in catcher) return noticedByTests(bug, catcher.tests);
  const { harness, at } = catcher;
  const known = at === undefined ? undefined : await noticedByHarness(bug, { harness, at }, []);
  if (known?.words !== undefined) return known;
  // Where operations have moved, the point that is known is another one.
  const found = await noticedByHarness(bug, { harness }, large ? [] : ["--small"]);
  if (found.words !== undefined || large) return found;
  const words = `the point ${at ?? ""} has moved: find a new one by SEED="${bug}" pnpm test:chaos --only mutations`;
  return { words: undefined, said: `${words}\n${found.said.slice(-MOST_SAID)}` };
}

interface Where {
  readonly harness: string;
  readonly at?: string | undefined;
}

async function noticedByHarness(bug: string, { harness, at }: Where, size: string[]): Promise<Noticed> {
  const node = ["--import", plant, "--conditions=@tierkreis/source"];
  const args = [...node, main, "--first", ...size, "--only", harness];
  const { status, stdout, stderr } = await run(args, { CHAOS_MUTATION: bug, SEED: at });
  const failure = /^ {2}(\w+: .*)\n {4}again: (SEED=\S+)/m.exec(stderr);
  const isNoticed = status === 1 && failure !== null;
  return {
    words: isNoticed ? `${failure[2] ?? ""} ${failure[1] ?? ""}` : undefined,
    said: stdout + stderr,
  };
}

async function noticedByTests(bug: string, file: string): Promise<Noticed> {
  const folder = mkdtempSync(join(tmpdir(), "tierkreis-chaos-"));
  const report = join(folder, "report.json");
  const how = ["--config", config, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  try {
    const { stdout, stderr } = await run([vitest, "run", ...how, `packages/${file}`], {
      ...withoutVitest,
      CHAOS_MUTATION: bug,
      NODE_OPTIONS: `--import ${plant}`,
    });
    return { words: firstFailure(report), said: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What vitest tells the processes of its own tests. */
const withoutVitest = { VITEST: undefined, VITEST_WORKER_ID: undefined, VITEST_POOL_ID: undefined };

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** The name of the first test that failed. A file that could not be loaded has none: that is no test that noticed. */
function firstFailure(report: string): string | undefined {
  if (!existsSync(report)) return undefined;
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === "failed")
    ?.fullName.trim();
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [[status], stdout, stderr] = await Promise.all([
    once(child, "exit") as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { status, stdout, stderr };
}
