import { isMarked, listProcesses, signalProcess, type ProcessEntry } from "../system/process-table.ts";
import { endsDaemons, type Program } from "./program.ts";

/** How long what a program left behind may take to end by SIGTERM, when nobody asked for the program's own end. */
const leftoverGraceMs = 500;
/** How long after SIGKILL a process that does not go (it hangs in the system) keeps its program's end from being told. */
const giveUpMs = 5000;
const firstDelayMs = 1;
const longestDelayMs = 40;

interface Left {
  readonly program: Program;
  readonly since: number;
  warned: boolean;
}

/**
 * Ends what programs leave behind: members of the process group of a program that ended, and the marked children of one
 * that failed or was terminated. No event tells that a group is empty, so this one looks, for all such programs at once.
 */
export class Sweeper {
  readonly #graceMs: number;
  readonly #gone: (program: Program) => void;
  readonly #left = new Set<Left>();
  #timer: NodeJS.Timeout | undefined;
  #delayMs = firstDelayMs;

  constructor(graceMs: number, gone: (program: Program) => void) {
    this.#graceMs = graceMs;
    this.#gone = gone;
  }

  add(program: Program): void {
    this.#left.add({ program, since: Date.now(), warned: false });
    this.#delayMs = firstDelayMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#sweep(), firstDelayMs);
  }

  #sweep(): void {
    const processes = listProcesses([...this.#left].some(({ program }) => endsDaemons(program)));
    for (const left of this.#left) {
      const members = processes.filter((entry) => isOf(left.program, entry));
      if (members.length === 0 || !this.#end(left, members)) {
        this.#left.delete(left);
        this.#gone(left.program);
      }
    }
    this.#timer = undefined;
    if (this.#left.size === 0) return;
    this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
    this.#timer = setTimeout(() => this.#sweep(), this.#delayMs);
  }

  /** Signals them as the time demands; false when there is no use in waiting longer. */
  #end(left: Left, members: readonly ProcessEntry[]): boolean {
    const { terminatedAt } = left.program;
    const graceMs = terminatedAt === undefined ? Math.min(this.#graceMs, leftoverGraceMs) : this.#graceMs;
    const waited = Date.now() - Math.min(left.since, terminatedAt ?? left.since);
    if (waited > graceMs + giveUpMs) return false;
    const signal = waited >= graceMs ? "SIGKILL" : "SIGTERM";
    if (signal === "SIGKILL" || !left.warned) {
      for (const { pid } of members) {
        signalProcess(pid, signal);
        if (signal === "SIGTERM") signalProcess(pid, "SIGCONT");
      }
    }
    left.warned = true;
    return true;
  }
}

function isOf(program: Program, entry: ProcessEntry): boolean {
  return entry.group === program.pid || (endsDaemons(program) && isMarked(entry.mark, program.mark));
}
