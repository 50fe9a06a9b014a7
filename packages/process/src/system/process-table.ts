import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from "node:fs";
import { hostname } from "node:os";
import type { ProcessId } from "../spawner.ts";

/** The variable that every started program and its children carry: found in `/proc`, it tells whose they are. */
export const markVariable = "TKR_SPAWN_ID";
/** The variable with the path of the program's record. */
export const recordVariable = "TKR_SPAWN_RECORD";

/** A process that lives: zombies are not listed. */
export interface ProcessEntry {
  readonly pid: number;
  readonly group: number;
  readonly startTime: string;
  /** The value of `TKR_SPAWN_ID` it was started with; absent when not asked for, not set or not readable. */
  readonly mark?: string;
  /** Likewise `TKR_SPAWN_RECORD`. */
  readonly record?: string;
  /** It is becoming another program this moment, and shows no variables yet. */
  readonly starting?: true;
}

const linux = process.platform === "linux";
const buffer = Buffer.allocUnsafe(1024);

/** The start time to note for a child that was started this moment. */
export function startTimeOfChild(pid: number): string {
  return (linux ? readStat(pid)?.startTime : undefined) ?? String(Math.round(Date.now() / 1000));
}

/** True when this very process lives. A zombie does not. */
export function isAlive({ pid, startTime }: ProcessId): boolean {
  if (linux) {
    const stat = readStat(pid);
    return stat !== undefined && !stat.zombie && stat.startTime === startTime;
  }
  return listByPs().some((entry) => entry.pid === pid && sameStart(entry.startTime, startTime));
}

/** `ps` tells whole seconds, and a start is noted a moment after it happened. */
export function sameStart(a: string, b: string): boolean {
  return linux ? a === b : Math.abs(Number(a) - Number(b)) <= 2;
}

/** All living processes, those of other users included; with their marks where the system shows them. */
export function listProcesses(withMarks: boolean): ProcessEntry[] {
  if (!linux) return listByPs();
  const found: ProcessEntry[] = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = readStat(pid);
    if (stat === undefined || stat.zombie) continue;
    const { group, startTime } = stat;
    found.push({ pid, group, startTime, ...(withMarks ? readMarks(pid) : {}) });
  }
  return found;
}

/** True when a process so marked was started by the program with this mark, or by one of its programs. */
export function isMarked(mark: string | undefined, by: string): boolean {
  return mark === by || mark?.startsWith(`${by}/`) === true;
}

/** Signals one process; one that has gone or is not ours to signal is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile, or belongs to another user: nothing to do either way.
  }
}

/** True when the process group still has a member, be it a zombie. */
export function groupExists(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Tells this boot of this machine (and this container) from every other: process numbers mean nothing elsewhere. */
export function systemId(): string {
  if (!linux) return hostname();
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  return `${hostname()} ${boot} ${readlinkSync("/proc/self/ns/pid")}`;
}

interface Stat {
  readonly group: number;
  readonly startTime: string;
  readonly zombie: boolean;
  /** No thread of the kernel, but without arguments: it is in the middle of `exec`. */
  readonly bare: boolean;
}

/** Of a thread of the kernel, among the flags. */
const kernelThread = 0x20_0000;

/** Reads `/proc/<pid>/stat`: the name in brackets may hold anything, so fields are counted from the last bracket. */
function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    const fd = openSync(`/proc/${String(pid)}/stat`, "r");
    try {
      text = buffer.toString("latin1", 0, readSync(fd, buffer, 0, buffer.length, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const state = fields[0] ?? "X";
  const zombie = state === "Z" || state === "X";
  const bare = fields[46] === "0" && (Number(fields[6]) & kernelThread) === 0;
  return { group: Number(fields[2]), startTime: fields[19] ?? "", zombie, bare };
}

function readMarks(pid: number): Pick<ProcessEntry, "mark" | "record" | "starting"> {
  const found: { mark?: string; record?: string } = {};
  try {
    const path = `/proc/${String(pid)}/environ`;
    let text = readFileSync(path, "utf8");
    if (text === "") {
      if (readStat(pid)?.bare === true) return { starting: true };
      text = readFileSync(path, "utf8");
    }
    for (const entry of text.split("\0")) {
      if (entry.startsWith(`${markVariable}=`)) found.mark = entry.slice(markVariable.length + 1);
      if (entry.startsWith(`${recordVariable}=`)) found.record = entry.slice(recordVariable.length + 1);
    }
  } catch {
    // Another user's, or it ended meanwhile.
  }
  return found;
}

/** The same from `ps`, for systems without `/proc`: no marks there, and start times in whole seconds. */
function listByPs(): ProcessEntry[] {
  const found: ProcessEntry[] = [];
  const env = { PATH: "/bin:/usr/bin", LC_ALL: "C" };
  const text = execFileSync("ps", ["-axo", "pid=,pgid=,stat=,lstart="], { env, encoding: "latin1" });
  for (const line of text.split("\n")) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
    if (match === null || match[3]?.startsWith("Z") === true) continue;
    const startTime = String(Math.round(Date.parse(match[4] ?? "") / 1000));
    found.push({ pid: Number(match[1]), group: Number(match[2]), startTime });
  }
  return found;
}
