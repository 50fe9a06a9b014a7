import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** How to start a file: a program and the arguments that come before the caller's. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** As much of the first line as Linux reads. */
const headLength = 256;
/** Linux, then macOS: one architecture, the same from the other end, several architectures. */
const binaryMagic = ["7f454c46", "feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabe"];

/**
 * How to start a program file, so that scripts need neither a run bit nor a first line:
 *
 * - with run bit, and `#!` or binary: the file itself;
 * - `#!` without run bit: what its first line names, as the system would (one argument at most, so `env -S` works);
 * - neither `#!` nor binary: `bash` where `PATH` has it, else `sh`. Workers of Tierkreis for Python are such files and have
 *   always been started by bash.
 *
 * Throws the system's error when the file can not be read.
 */
export function interpreterFor(file: string, path = process.env["PATH"] ?? ""): Command {
  const runs = isExecutable(file);
  const head = readHead(file, runs);
  if (head === undefined || isBinary(head)) return { file, args: [] };
  const text = head.toString("utf8");
  if (!text.startsWith("#!")) return { file: findOnPath("bash", path) ?? "sh", args: [file] };
  if (runs) return { file, args: [] };
  const line = (text.split("\n", 1)[0] ?? "").slice(2).trim();
  const [, interpreter = "", argument = ""] = /^(\S*)\s*(.*)$/.exec(line) ?? [];
  if (interpreter === "") return { file: findOnPath("bash", path) ?? "sh", args: [file] };
  return { file: interpreter, args: argument === "" ? [file] : [argument, file] };
}

/** The absolute path of the first executable file of that name in `PATH`. Relative folders in `PATH` are left out. */
export function findOnPath(name: string, path = process.env["PATH"] ?? ""): string | undefined {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    if (isExecutable(file)) return file;
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The first bytes; `undefined` for a program that may be run but not read. */
function readHead(file: string, runs: boolean): Buffer | undefined {
  try {
    const fd = openSync(file, "r");
    try {
      const head = Buffer.alloc(headLength);
      return head.subarray(0, readSync(fd, head, 0, headLength, 0));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (runs) return undefined;
    throw error;
  }
}

function isBinary(head: Buffer): boolean {
  return binaryMagic.includes(head.toString("hex", 0, 4)) || head.includes(0);
}
