import type { ProcessId } from "../spawner.ts";
import { isMarked, sameStart, type ProcessEntry } from "./process-table.ts";

/** A program by what is known of it. */
export interface ProgramIdentity {
  readonly mark: string;
  readonly process: ProcessId | undefined;
}

/**
 * True for a process of the program: one that carries its mark, or is in its group while the group's leader is the very
 * process that was started. A process number alone proves nothing: it may have been given to another since.
 */
export function belongsTo(
  program: ProgramIdentity,
  entry: ProcessEntry,
  all: readonly ProcessEntry[],
): boolean {
  if (isMarked(entry.mark, program.mark)) return true;
  const leader = program.process;
  if (leader?.pid !== entry.group) return false;
  return all.some(({ pid, startTime }) => pid === leader.pid && sameStart(startTime, leader.startTime));
}
