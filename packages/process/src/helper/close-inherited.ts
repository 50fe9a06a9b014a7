import { closeSync, readdirSync, readFileSync } from "node:fs";

const closeOnExec = 0o2000000;

/**
 * Closes open files that came from whoever started this process and would go on to every program: a pipe held by a program
 * that survives would keep its reader waiting. Node's own are marked close-on-exec, as are those it found when it started
 * up to the first gap in their numbers.
 */
export function closeInherited(): void {
  if (process.platform !== "linux") return;
  for (const fd of readdirSync("/proc/self/fd").map(Number)) {
    if (fd <= 2) continue;
    try {
      const flags =
        /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${String(fd)}`, "latin1"))?.[1] ?? "";
      if ((Number.parseInt(flags, 8) & closeOnExec) === 0) closeSync(fd);
    } catch {
      // The folder's own, closed since it was read.
    }
  }
}
