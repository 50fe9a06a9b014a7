import { TierkreisError } from "@tierkreis/core";
import { execa } from "execa";

/** A worker's own uv: where it runs, and for whom. */
export interface UvPlace {
  /** The uv program: a path, or a name on `PATH`. */
  readonly program: string;
  readonly worker: string;
  /** Where uv looks for projects, sources and settings. */
  readonly folder: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const longestMessage = 4000;

/** What uv printed. */
export interface UvWords {
  readonly stdout: string;
  /** Its progress and warnings. */
  readonly stderr: string;
}

/**
 * Runs uv and returns what it printed. Rejects with `TKR_PROGRAM_MISSING` when there is no uv, and with
 * `TKR_ENVIRONMENT_FAILED` and uv's own words when it fails.
 */
export async function runUv(
  { program, worker, folder, env }: UvPlace,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<UvWords> {
  const result = await execa(program, args, {
    cwd: folder,
    env: { ...env, ...more },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
  });
  if (!result.failed) return result;
  if (result.code === "ENOENT" || result.code === "EACCES") throw missing(program, worker, result.cause);
  const words = result.stderr.trim().slice(-longestMessage);
  const message =
    `[executor-uv] The environment of worker ${worker} could not be made: \`uv ${args.join(" ")}\` in ${folder} ` +
    `${result.signal === undefined ? "failed" : `was ended by ${result.signal}`}.\n${words}`;
  throw new TierkreisError("TKR_ENVIRONMENT_FAILED", message, { worker, file: folder, cause: result.cause });
}

function missing(program: string, worker: string, cause: unknown): TierkreisError {
  const message =
    `[executor-uv] Worker ${worker} is run by uv, and ${program.includes("/") ? `${program} can not be run` : `there is no ${program} on PATH`}. ` +
    `Install it by "pip install uv", by your system's package, or as https://docs.astral.sh/uv/ says; or give its path by the option uv.`;
  return new TierkreisError("TKR_PROGRAM_MISSING", message, { worker, file: program, cause });
}
