import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TierkreisError } from "@tierkreis/core";
import { sharedSpawner, type ProgramEnd } from "@tierkreis/process";

/** A worker's own uv: where it runs, and for whom. */
export interface UvPlace {
  /** The uv program: a path, or a name on `PATH`. */
  readonly program: string;
  readonly worker: string;
  /** Where uv looks for projects, sources and settings. */
  readonly folder: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends uv, with all that it has started. */
  readonly signal: AbortSignal;
}

const longestMessage = 4000;

/** What uv printed. */
export interface UvWords {
  readonly stdout: string;
  /** Its progress and warnings. */
  readonly stderr: string;
}

/**
 * Runs uv and returns what it printed. Rejects with `TKR_PROGRAM_MISSING` when there is no uv, with `TKR_ENVIRONMENT_FAILED`
 * and uv's own words when it fails, and with `TKR_CANCELLED` when it was ended by the signal.
 */
export async function runUv(
  place: UvPlace,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<UvWords> {
  const { program, worker, folder, signal } = place;
  const { end, ...words } = await perform(place, args, more);
  if (signal.aborted)
    throw new TierkreisError("TKR_CANCELLED", "Cancelled while its worker was made ready.", { worker });
  if (end.kind === "exit" && end.exitCode === 0) return words;
  if (end.kind === "not-started") throw missing(program, worker, end.message);
  const message =
    `[executor-uv] The environment of worker ${worker} could not be made: \`uv ${args.join(" ")}\` in ${folder} ` +
    `${end.kind === "signal" ? `was ended by ${end.signal}` : "failed"}.\n${words.stderr.trim().slice(-longestMessage)}`;
  throw new TierkreisError("TKR_ENVIRONMENT_FAILED", message, { worker, file: folder });
}

/** uv is a program as any other: nothing of it outlives this process or an abort. */
async function perform(
  { program, folder, env, signal }: UvPlace,
  args: readonly string[],
  more: Readonly<Record<string, string>>,
): Promise<UvWords & { readonly end: ProgramEnd }> {
  const words = mkdtempSync(join(tmpdir(), "tierkreis-uv-"));
  const [stdout, stderr] = [join(words, "stdout"), join(words, "stderr")];
  const variables = Object.entries({ ...env, ...more }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  try {
    const running = sharedSpawner().spawn({
      file: program,
      args,
      cwd: folder,
      env: Object.fromEntries(variables),
      stdout,
      stderr,
    });
    const terminate = () => void running.terminate();
    if (signal.aborted) terminate();
    signal.addEventListener("abort", terminate, { once: true });
    const end = await running.ended.finally(() => signal.removeEventListener("abort", terminate));
    return { end, stdout: read(stdout), stderr: read(stderr) };
  } finally {
    rmSync(words, { recursive: true, force: true });
  }
}

/** A program that was not started has made no file. */
function read(path: string): string {
  return readFileSync(path, { encoding: "utf8", flag: "a+" });
}

function missing(program: string, worker: string, why: string): TierkreisError {
  const message =
    `[executor-uv] Worker ${worker} is run by uv, and ${program.includes("/") ? `${program} can not be run` : `there is no ${program} on PATH`}. ` +
    `Install it by "pip install uv", by your system's package, or as https://docs.astral.sh/uv/ says; or give its path by the option uv.`;
  return new TierkreisError("TKR_PROGRAM_MISSING", message, { worker, file: program, cause: new Error(why) });
}
