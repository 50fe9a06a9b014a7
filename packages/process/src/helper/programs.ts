import type { EndFields, FromHelper, SpawnMessage } from "../protocol.ts";
import {
  groupExists,
  markVariable,
  recordVariable,
  signalProcess,
  startTimeOfChild,
} from "../system/process-table.ts";
import { endsDaemons, type Program } from "./program.ts";
import { ProgramRecord } from "./program-record.ts";
import { failureOf, startProgram } from "./start-program.ts";
import { Sweeper } from "./sweeper.ts";

/** What `hello` settles for all programs. */
export interface Settings {
  readonly mark: string;
  readonly env: Readonly<Record<string, string>>;
  readonly survive: boolean;
  readonly graceMs: number;
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
    const program: Program = {
      request,
      env: this.#environmentOf(request, mark),
      mark,
      record: new ProgramRecord(request.record, mark),
      pid: 0,
      end: undefined,
      terminatedAt: undefined,
      killTimer: undefined,
    };
    this.#programs.set(request.id, program);
    try {
      if (this.#settings.survive) program.record.begin();
      this.#launch(program, 0);
    } catch (error) {
      this.#failed(program, failureOf(error, request));
    }
  }

  kill(id: number, signal: string): void {
    const program = this.#programs.get(id);
    if (program === undefined || program.pid === 0 || program.end !== undefined) return;
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

  #environmentOf(request: SpawnMessage, mark: string): Record<string, string> {
    const env: Record<string, string> = { ...this.#settings.env };
    const record = request.record ?? null;
    for (const [name, value] of Object.entries({ ...request.env, [recordVariable]: record })) {
      if (value === null) Reflect.deleteProperty(env, name);
      else env[name] = value;
    }
    env[markVariable] = mark;
    return env;
  }

  #launch(program: Program, tried: number): void {
    const { request, env, record } = program;
    const child = startProgram(request, env, (failure) => {
      const again = failure.errno === "ETXTBSY" && tried < busyRetries && program.terminatedAt === undefined;
      if (again) setTimeout(() => this.#launch(program, tried + 1), busyDelayMs);
      else this.#failed(program, failure);
    });
    if (child?.pid === undefined) return;
    const { pid } = child;
    program.pid = pid;
    child.once("exit", (code, signal) =>
      this.#exited(program, signal === null ? { exitCode: code ?? 0 } : { signal }),
    );
    const startTime = startTimeOfChild(pid);
    record.started({ pid, startTime, startedAt: new Date().toISOString() });
    this.#report({ op: "started", id: request.id, pid, startTime });
  }

  #failed(program: Program, failure: EndFields): void {
    program.end = failure;
    this.#finish(program);
  }

  #exited(program: Program, end: EndFields): void {
    clearTimeout(program.killTimer);
    program.end = end;
    if (endsDaemons(program) || groupExists(program.pid)) this.#sweeper.add(program);
    else this.#finish(program);
  }

  #finish(program: Program): void {
    const { request, record, end } = program;
    if (end === undefined) return;
    // Ending well after it was told to end is no sign of work done.
    record.ended(program.terminatedAt === undefined ? end : { ...end, told: true });
    this.#programs.delete(request.id);
    this.#report({ op: "ended", id: request.id, ...end });
    if (this.#programs.size === 0) this.#whenEmpty();
  }
}
