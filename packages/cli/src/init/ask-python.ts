import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { TierkreisError } from "@tierkreis/core";
import { resolveLauncher } from "@tierkreis/process";
import { describeProgram, type AskedTasks } from "@tierkreis/typespec-codegen";

/** A worker that says nothing for so long hangs. In milliseconds. */
const LONGEST = 300_000;

/** Which workers are asked: those that {@link AutoExecutor} would run by uv. */
const files = ["main.sh", "main.py", "main.ts", "main.mts", "main.js", "main.mjs"];

/** Asks a Python worker for its tasks, with its own environment; other workers are not asked. */
export async function askPython(registry: string, worker: string): Promise<AskedTasks | undefined> {
  if (!isPython(registry, worker)) return undefined;
  const { preparePython } = await import("@tierkreis/executor-uv");
  const { python, main, folder, env } = await preparePython(worker, { registry });
  const answers = await mkdtemp(join(tmpdir(), "tierkreis-stubs-"));
  try {
    const answer = join(answers, "tasks.json");
    await start(worker, [python, describeProgram, main, answer], {
      cwd: folder,
      env: { ...process.env, ...env },
    });
    return { main, json: JSON.parse(await readFile(answer, "utf8")) as unknown };
  } finally {
    await rm(answers, { recursive: true, force: true });
  }
}

function isPython(registry: string, worker: string): boolean {
  try {
    return resolveLauncher({ worker, registry, files, bareFile: false }).file.endsWith("main.py");
  } catch (error) {
    if (TierkreisError.isInstance(error)) return false;
    throw error;
  }
}

async function start(
  worker: string,
  [program = "", ...args]: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  try {
    await promisify(execFile)(program, args, { ...options, timeout: LONGEST, maxBuffer: 2 ** 28 });
  } catch (error) {
    const words = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    const last = words.split("\n").slice(-5).join("\n");
    const text = `The worker ${worker} could not be asked for its tasks: its Python ended before it had told them.`;
    throw new TierkreisError("TKR_WORKER_INVALID", `${text}\n${last}`.trim(), { worker, cause: error });
  }
}
