import { closeSync } from "node:fs";
import type { EndFields, FromHelper, SpawnMessage } from "../protocol.ts";
import {
  groupExists,
  markVariable,
  signalProcess,
  startTimeOfChild,
  systemId,
} from "../system/process-table.ts";
import { addToRecord, beginRecord, endRecord } from "./record-file.ts";
import { failureOf, startProgram } from "./start-program.ts";
import { Sweeper } from "./sweeper.ts";

/** What `hello` settles for all programs. */
export interface Settings {
  readonly mark: string;
  readonly env: Readonly<Record<string, string>>;
  readonly graceMs: number;
}

/** A program from its request to its report. */
export interface Program {
  readonly request: SpawnMessage;
  readonly env: Record<string, string>;
  readonly mark: string;
  /** 0 while it does not run yet. */
  pid: number;
  /** How it ended, while something of its group may be left. */
  end: EndFields | undefined;
  /** When SIGTERM was asked for: children that left the group are then ended too. */
  terminatedAt: number | undefined;
  killTimer: NodeJS.Timeout | undefined;
}

/** A file that is being written can not be executed; the writer is mostly a sibling's fork, gone in a moment. */
const busyRetries = 25;
const busyDelayMs = 10;

/** The programs of this helper: started, signalled, and reported once nothing of them is left. */
export class Programs {
  readonly #settings: Settings;
  readonly #report: (message: FromHelper) => void;
  readonly #whenEmpty: () => void;
  readonly #programs = new Map<number, Program>();
  readonly #sweeper: Sweeper;
  readonly #origin = {
    helper: process.pid,
    helperStartTime: startTimeOfChild(process.pid),
    system: systemId(),
  };

  constructor(settings: Settings, report: (message: FromHelper) => void, whenEmpty: () => void) {
    this.#settings = settings;
    this.#report = report;
    this.#whenEmpty = whenEmpty;
    this.#sweeper = new Sweeper(settings.graceMs, (program) => this.#finish(program));
  }

  get size(): number {
    return this.#programs.size;
  }

  start(request: SpawnMessage): void {
    const mark = `${this.#settings.mark}.${String(request.id)}`;
    const env: Record<string, string> = { ...this.#settings.env };
    for (const [name, value] of Object.entries(request.env)) {
      if (value === null) Reflect.deleteProperty(env, name);
      else env[name] = value;
    }
    env[markVariable] = mark;
    const program: Program = {
      request,
      env,
      mark,
      pid: 0,
      end: undefined,
      terminatedAt: undefined,
      killTimer: undefined,
    };
    this.#programs.set(request.id, program);
    this.#launch(program, 0);
  }

  kill(id: number, signal: string): void {
    const program = this.#programs.get(id);
    if (program === undefined || program.pid === 0) return;
    signalProcess(-program.pid, signal as NodeJS.Signals);
  }

  terminate(id: number): void {
    const program = this.#programs.get(id);
    if (program === undefined || program.terminatedAt !== undefined) return;
    program.terminatedAt = Date.now();
    const { pid } = program;
    if (pid === 0 || program.end !== undefined) return;
    signalProcess(-pid, "SIGTERM");
    // One that is stopped would not notice.
    signalProcess(-pid, "SIGCONT");
    program.killTimer = setTimeout(() => signalProcess(-pid, "SIGKILL"), this.#settings.graceMs);
  }

  terminateAll(): void {
    for (const id of this.#programs.keys()) this.terminate(id);
  }

  #launch(program: Program, tried: number): void {
    const { request, env, mark } = program;
    const failed = (failure: EndFields) => {
      if (
        "errno" in failure &&
        failure.errno === "ETXTBSY" &&
        tried < busyRetries &&
        program.terminatedAt === undefined
      ) {
        setTimeout(() => this.#launch(program, tried + 1), busyDelayMs);
      } else {
        program.end = failure;
        this.#finish(program);
      }
    };
    let record: number | undefined;
    try {
      if (request.record !== undefined)
        record = beginRecord(request.record, { version: 1, mark, ...this.#origin });
      const child = startProgram(request, env, failed);
      if (child?.pid === undefined) return;
      const { pid } = child;
      program.pid = pid;
      const startTime = startTimeOfChild(pid);
      child.once("exit", (code, signal) =>
        this.#exited(program, signal === null ? { exitCode: code ?? 0 } : { signal }),
      );
      if (record !== undefined) addToRecord(record, { pid, startTime, startedAt: new Date().toISOString() });
      this.#report({ op: "started", id: request.id, pid, startTime });
    } catch (error) {
      // The record's second line only saves a search by mark; without the first, nothing was started.
      if (program.pid === 0) failed(failureOf(error, request));
    } finally {
      if (record !== undefined) closeSync(record);
    }
  }

  #exited(program: Program, end: EndFields): void {
    clearTimeout(program.killTimer);
    program.end = end;
    if (program.terminatedAt === undefined && !groupExists(program.pid)) this.#finish(program);
    else this.#sweeper.add(program);
  }

  #finish(program: Program): void {
    const { request, end } = program;
    if (end === undefined) return;
    if (request.record !== undefined)
      endRecord(request.record, { ...end, endedAt: new Date().toISOString() });
    this.#programs.delete(request.id);
    this.#report({ op: "ended", id: request.id, ...end });
    if (this.#programs.size === 0) this.#whenEmpty();
  }
}
