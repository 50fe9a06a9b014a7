import { readdirSync, readFileSync } from "node:fs";

/** The numbers of the living helper processes that a process has started. */
export function findHelpers(parent = process.pid): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const command = readFileSync(`/proc/${pid}/cmdline`, "latin1");
        return (
          fields[1] === String(parent) && fields[0] !== "Z" && /helper\/main\.|fork_server\.py/.test(command)
        );
      } catch {
        return false;
      }
    });
}
