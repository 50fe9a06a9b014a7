import { readdirSync, readFileSync } from "node:fs";

export function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${String(pid)}/stat`, "latin1"));
  } catch {
    return false;
  }
}

/** The fork-servers for workers of a registry, and their forks, which show the same command line. */
export function forkServersOf(registry: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && isAlive(pid))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${String(pid)}/cmdline`, "utf8");
        return command.includes("fork_server.py") && command.includes(registry);
      } catch {
        return false;
      }
    });
}
