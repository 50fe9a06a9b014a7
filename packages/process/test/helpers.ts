import { execFileSync } from "node:child_process";
import { forkServer, type SpawnerOptions } from "../src/index.ts";

/** The variable with the interpreter, when all spawners of this process and its fixtures are to use the helper in Python. */
const variable = "TKR_TEST_PYTHON";

/** Lets the tests of this file, and the fixtures they start, use the helper in Python. */
export function usePython(): void {
  process.env[variable] = findPython();
}

/** The interpreter itself: `python3` on `PATH` may be a script that chooses one, slowly. */
function findPython(): string {
  return execFileSync("python3", ["-c", "import sys; print(sys.executable, end='')"], { encoding: "utf8" });
}

/** Options for the helper that tests use: none for our own. */
export function chosenHelper(): SpawnerOptions {
  const python = process.env[variable];
  if (python === undefined) return {};
  return { helper: forkServer({ python, cwd: "/", env: {} }) };
}
