import type { EndFields, SpawnMessage } from "../protocol.ts";
import type { ProgramRecord } from "./program-record.ts";

/** A program from its request to its report. */
export interface Program {
  readonly request: SpawnMessage;
  readonly env: Record<string, string>;
  readonly mark: string;
  readonly record: ProgramRecord;
  /** 0 while it does not run yet. */
  pid: number;
  /** How it ended, while something of it may be left. */
  end: EndFields | undefined;
  /** When SIGTERM was asked for. */
  terminatedAt: number | undefined;
  killTimer: NodeJS.Timeout | undefined;
}

/** Whether children that left the group are ended too. After a good end they are daemons that somebody may want. */
export function endsDaemons({ end, terminatedAt }: Program): boolean {
  const endedWell = end !== undefined && "exitCode" in end && end.exitCode === 0;
  return terminatedAt !== undefined || !endedWell;
}
