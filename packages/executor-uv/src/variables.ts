import { delimiter, join } from "node:path";
import { pyenvFolders } from "./pyenv.ts";

type Variables = Record<string, string | undefined>;

/** What points the caller's Python at the caller's packages; a worker has its own. */
const ofCallersPython = [
  "VIRTUAL_ENV",
  "VIRTUAL_ENV_PROMPT",
  "CONDA_PREFIX",
  "PYTHONHOME",
  "PYTHONPATH",
  "__PYVENV_LAUNCHER__",
];

/** What would send uv to another project or environment than the worker's. */
const ofCallersProject = [
  "UV_PROJECT",
  "UV_PROJECT_ENVIRONMENT",
  "UV_SYSTEM_PYTHON",
  "UV_WORKING_DIR",
  "UV_WORKING_DIRECTORY",
];

const without = (names: readonly string[]): Variables =>
  Object.fromEntries(names.map((name) => [name, undefined]));

/**
 * The whole environment for uv. The folders of pyenv's versions come last on `PATH`: pyenv shows its versions as scripts
 * that run only when chosen, so uv itself would find none of them.
 */
export function uvVariables(own: Readonly<Record<string, string>>): Variables {
  const variables = { ...process.env, ...without(ofCallersPython), ...without(ofCallersProject), ...own };
  const path = [variables["PATH"], ...pyenvFolders(variables)].filter(Boolean);
  return { ...variables, PATH: path.join(delimiter), NO_COLOR: "1", UV_NO_PROGRESS: "1" };
}

/**
 * Changes to this process's environment for a task: its environment is active, as it is under `uv run`, and what it
 * prints reaches the log at once, in the order of standard output and error, also when it is killed.
 */
export function taskVariables(
  own: Readonly<Record<string, string>>,
  environment: string,
  checkpoints: string,
): Variables {
  const path = own["PATH"] ?? process.env["PATH"];
  return {
    ...without(ofCallersPython),
    PYTHONUNBUFFERED: process.env["PYTHONUNBUFFERED"] ?? "1",
    ...own,
    VIRTUAL_ENV: environment,
    PATH: [join(environment, "bin"), path].filter(Boolean).join(delimiter),
    TKR_DIR: checkpoints,
  };
}
