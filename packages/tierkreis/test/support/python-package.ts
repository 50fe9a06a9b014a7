import { execFileSync } from "node:child_process";
import { join } from "node:path";

const program = join(import.meta.dirname, "..", "fixtures", "python_package.py");
const needs =
  "It needs uv, Python 3.12 or newer (uv fetches one where it may), and PyPI or a cache that has been filled from it.";

/** Something for the Python package to do: see `fixtures/python_package.py`. */
export type PythonWork =
  | {
      readonly do: "run";
      readonly graph: string;
      /** Stored values in base64. */
      readonly inputs: Readonly<Record<string, string>>;
      readonly run_id: string;
    }
  | { readonly do: "read"; readonly directory: string; readonly run_id: string; readonly loops?: string[] }
  | { readonly do: "walk"; readonly directory: string; readonly run_id: string }
  | {
      readonly do: "restart";
      readonly directory: string;
      readonly run_id: string;
      readonly location: string;
    };

/** What the real Python package gives for each piece of work. */
export function pythonPackage(work: readonly PythonWork[]): unknown[] {
  const python = ["run", "--quiet", "--no-project", "--with", "tierkreis==2.1.1", "python", program];
  const options = {
    input: JSON.stringify(work),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: "pipe",
  } as const;
  try {
    return JSON.parse(execFileSync("uv", python, options)) as unknown[];
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : "";
    throw new Error(`The Python package tierkreis 2.1.1 did not run. ${needs}\n${said}`, { cause });
  }
}
