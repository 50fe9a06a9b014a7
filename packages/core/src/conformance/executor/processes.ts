import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A living process. */
export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

/** The living processes that have the mark in their command line or environment. */
export function findMarked(mark: string): readonly MarkedProcess[] {
  return process.platform === "linux" ? inProc(mark) : byPs(mark);
}

/** Ends them by force. */
export function killMarked(mark: string): void {
  for (const { pid } of findMarked(mark)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
  }
}

function inProc(mark: string): readonly MarkedProcess[] {
  const found: MarkedProcess[] = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ").trim();
      if (command.includes(mark) || readFileSync(`/proc/${name}/environ`, "latin1").includes(mark))
        found.push({ pid, command });
    } catch {
      // It ended meanwhile, or is another user's.
    }
  }
  return found;
}

/** `-E` adds the environment on macOS, where the system lets it be seen. */
function byPs(mark: string): readonly MarkedProcess[] {
  const text = execFileSync("ps", ["-axww", "-E", "-o", "pid=,command="], {
    encoding: "latin1",
    maxBuffer: 2 ** 28,
  });
  return text.split("\n").flatMap((line) => {
    const [, pid, command = ""] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid !== undefined && command.includes(mark) ? [{ pid: Number(pid), command }] : [];
  });
}
