import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import type { SpawnMessage } from "../protocol.ts";

/** Why a program does not run. */
export interface StartFailure {
  readonly errno: string;
  readonly message: string;
}

/**
 * Opens the files, starts the program in a session and process group of its own, and closes the files again. Returns the
 * child, or `undefined` when there is none: then `failed` is called, perhaps later.
 */
export function startProgram(
  request: SpawnMessage,
  env: Record<string, string>,
  failed: (failure: StartFailure) => void,
): ChildProcess | undefined {
  const open: number[] = [];
  const openFile = (path: string, flags: string) => {
    const fd = openSync(path, flags);
    open.push(fd);
    return fd;
  };
  try {
    const { file, args, cwd } = request;
    const stdin = request.stdin === undefined ? "ignore" : openFile(request.stdin, "r");
    const stdout = openFile(request.stdout, request.create === true ? "wx" : "a");
    const stderr = request.stderr === request.stdout ? stdout : openFile(request.stderr, "a");
    const child = spawn(file, args, { cwd, env, detached: true, stdio: [stdin, stdout, stderr] });
    if (child.pid !== undefined) return child;
    child.on("error", (error) => failed(failureOf(error, request)));
  } catch (error) {
    failed(failureOf(error, request));
  } finally {
    for (const fd of open) closeSync(fd);
  }
  return undefined;
}

/** The system's word for what was thrown. */
export function failureOf(error: unknown, { cwd }: SpawnMessage): StartFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "ERR_";
  // Node's own codes stand for a NUL byte or an empty name, which the system would call so.
  const errno = code.startsWith("ERR_") ? "EINVAL" : code;
  if (errno === "ENOENT" && message.startsWith("spawn") && !existsSync(cwd)) {
    return { errno, message: `the working directory ${cwd} does not exist` };
  }
  return { errno, message };
}
