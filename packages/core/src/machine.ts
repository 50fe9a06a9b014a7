import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Names the set of processes among which a pid means something: host, boot and pid namespace. Two controllers with the same
 * text can look each other up by pid; others can not.
 */
export function machineId(): string {
  return [hostname(), read("/proc/sys/kernel/random/boot_id"), link("/proc/self/ns/pid")]
    .filter((part) => part !== undefined)
    .join("/");
}

/**
 * When a process started, in words of the system that never change while it lives; `undefined` when no such process lives.
 * Together with the pid it names a process for good: Linux counts clock ticks since boot, elsewhere `ps` tells.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform === "linux") {
    const stat = read(`/proc/${String(pid)}/stat`);
    // The name in parentheses may hold anything; state is the first field behind it, the start time the twentieth.
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields === undefined || fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
