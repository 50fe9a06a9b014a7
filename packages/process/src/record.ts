import { readFileSync } from "node:fs";
import { errnoOf, messageOf, TierkreisError } from "@tierkreis/core";
import { z } from "zod";
import { toProgramEnd } from "./program-end.ts";
import type { ProcessId, ProgramEnd } from "./spawner.ts";

/** What a record tells: whose program it is, its process once it has one, its end once it has ended. */
export interface ProgramRecord {
  /** The program's `TKR_SPAWN_ID`. */
  readonly mark: string;
  /** The helper that started it and adds its end. */
  readonly helper: ProcessId;
  /** The machine, boot and container in which the process numbers mean something. */
  readonly system: string;
  readonly process: ProcessId | undefined;
  readonly end: ProgramEnd | undefined;
}

const pid = z.number().int().positive();
const origin = z.object({
  version: z.literal(1),
  mark: z.string().min(1),
  helper: pid,
  helperStartTime: z.string(),
  system: z.string(),
});
const started = z.object({ pid, startTime: z.string() });
const told = z.object({ told: z.literal(true) });
const ended = z.union([
  z.object({ exitCode: z.number().int() }),
  z.object({ signal: z.string() }),
  z.object({ errno: z.string(), message: z.string() }),
]);

/** A program that handles SIGTERM may end with status 0 and leave its work half done. */
const toldToEnd: ProgramEnd = { kind: "lost", reason: "it was told to end, and did" };

/** Reads a record; `undefined` when there is none yet: then nothing was started. */
export function readRecord(path: string): ProgramRecord | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw unreadable(path, error);
  }
  // What follows the last newline was being written when the machine died.
  const lines = text.split("\n").slice(0, -1);
  if (lines.length === 0) return undefined;
  try {
    const [first, ...more] = lines.map((line): unknown => JSON.parse(line));
    const { mark, helper, helperStartTime, system } = origin.parse(first);
    let process: ProcessId | undefined;
    let end: ProgramEnd | undefined;
    for (const line of more) {
      const start = started.safeParse(line);
      if (start.success) process = start.data;
      else end = told.safeParse(line).success ? toldToEnd : toProgramEnd(ended.parse(line));
    }
    return { mark, helper: { pid: helper, startTime: helperStartTime }, system, process, end };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): TierkreisError {
  const message = `[process] The record of a program, ${path}, can not be read: ${messageOf(cause)}`;
  return new TierkreisError("TKR_SPAWNER_FAULT", message, { file: path, cause });
}
