import { mkdir, rename, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { execa, ExecaError } from "execa";
import { findPython, type Surroundings } from "./python.ts";
import { root } from "./root.ts";

const uvVersion = "0.13.9";

/** What the worker on PyPI needs; others need less. */
const workersNeedPython = "3.12";

const howToInstall =
  'Install uv ("pip install uv", or your system\'s package), or python3 with its venv and pip modules ' +
  '("apt-get install python3-venv python3-pip"), so that it can be put into the workspace.';

export interface UvPlace extends Surroundings {
  /** The folder for an uv of the workspace's own. @default `.tools` in the workspace */
  readonly tools?: string;
}

/** The path of `uv`: the one on PATH, else the workspace's own, which is installed when it is not there yet. */
export async function ensureUv({
  tools = join(root, ".tools"),
  env = process.env,
}: UvPlace = {}): Promise<string> {
  const own = join(tools, "venv", "bin", "uv");
  for (const uv of [await onPath("uv", env), own]) {
    if (uv !== undefined && (await runs(uv, env))) return uv;
  }
  await installUv(tools, env);
  return own;
}

/**
 * What programs that use uv need in their environment: uv's folder on PATH and, where uv itself would not find a
 * Python that is new enough because pyenv hides it, the path of one.
 */
export async function uvEnvironment(place: UvPlace = {}): Promise<Record<string, string>> {
  const env = place.env ?? process.env;
  const folder = dirname(await ensureUv(place));
  const path = (env["PATH"] ?? "").split(delimiter);
  const python = env["UV_PYTHON"] ?? (await findPython(workersNeedPython, { env }));
  return {
    PATH: path.includes(folder) ? path.join(delimiter) : [...path, folder].join(delimiter),
    ...(python === undefined ? {} : { UV_PYTHON: python }),
  };
}

async function onPath(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const options = { env, extendEnv: false, reject: false, stdin: "ignore" } as const;
  const found = await execa("/bin/sh", ["-c", 'command -v -- "$1"', "sh", program], options);
  return found.failed ? undefined : found.stdout.trim();
}

async function runs(uv: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const result = await execa(uv, ["--version"], { env, extendEnv: false, reject: false, stdin: "ignore" });
  return !result.failed;
}

/** Makes the environment under a name of its own, so that two that do so at once do not meet half of it. */
async function installUv(tools: string, env: NodeJS.ProcessEnv): Promise<void> {
  const ready = join(tools, "venv");
  const unfinished = join(tools, `venv.${process.pid}`);
  const options = { env, extendEnv: false, stdin: "ignore", stdout: "ignore" } as const;
  try {
    await mkdir(tools, { recursive: true });
    await execa("python3", ["-m", "venv", unfinished], options);
    await execa(
      join(unfinished, "bin", "python"),
      ["-m", "pip", "install", "--quiet", `uv==${uvVersion}`],
      options,
    );
    await rm(ready, { recursive: true, force: true });
    await rename(unfinished, ready);
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    if (await runs(join(ready, "bin", "uv"), env)) return;
    const lastWords = cause instanceof ExecaError ? lastLine(cause.stderr) : undefined;
    throw new Error(
      `There is no uv, and it could not be installed (${lastWords ?? String(cause)}). ${howToInstall}`,
      {
        cause,
      },
    );
  }
}

const lastLine = (text: unknown): string | undefined =>
  typeof text === "string" ? text.trimEnd().split("\n").at(-1)?.trim() || undefined : undefined;
