import { messageOf, TierkreisError } from "@tierkreis/core";
import { diffEnvironment } from "./environment.ts";
import { connectHelper, type HelperLink } from "./helper-link.ts";
import { toProgramEnd } from "./program-end.ts";
import type { FromHelper, HelloMessage } from "./protocol.ts";
import type { HelperProgram, ProcessId, ProgramEnd, RunningProgram, SpawnRequest } from "./spawner.ts";
import { belongsTo } from "./system/belongs-to.ts";
import { endProcesses } from "./system/end-processes.ts";

interface Program {
  readonly mark: string;
  readonly started: PromiseWithResolvers<ProcessId | undefined>;
  readonly ended: PromiseWithResolvers<ProgramEnd>;
  process: ProcessId | undefined;
}

/** One helper and the programs that were given to it, until both are gone. */
export class HelperSession {
  readonly ready: Promise<void>;
  /** Settles when the helper has ended and every program of it is told. */
  readonly gone: Promise<void>;
  readonly #hello: HelloMessage;
  readonly #link: HelperLink;
  readonly #programs = new Map<number, Program>();
  #lastId = 0;
  #alive = true;
  #wasReady = false;
  #closing = false;

  constructor(hello: HelloMessage, helper?: HelperProgram) {
    this.#hello = hello;
    this.#link = connectHelper(hello, (message) => this.#heard(message), helper);
    this.gone = this.#link.gone.then((reason) => this.#lost(reason));
    this.ready = this.#link.ready.then(() => {
      this.#wasReady = true;
      if (this.#programs.size === 0) this.#link.hold(false);
    });
    this.ready.catch(() => undefined);
  }

  /** False as soon as the helper is known to be dead. */
  get alive(): boolean {
    return this.#alive;
  }

  spawn(request: SpawnRequest): RunningProgram {
    const id = ++this.#lastId;
    const program: Program = {
      mark: `${this.#hello.mark}.${id}`,
      started: Promise.withResolvers(),
      ended: Promise.withResolvers(),
      process: undefined,
    };
    if (this.#programs.size === 0 && this.#wasReady) this.#link.hold(true);
    this.#programs.set(id, program);
    const { file, args, cwd, stdin, stdout, stderr, record } = request;
    this.#link.send({
      op: "spawn",
      id,
      file,
      args,
      cwd,
      env: diffEnvironment(this.#hello.env, request.env),
      stdout,
      stderr,
      ...(stdin === undefined ? {} : { stdin }),
      ...(request.stdoutMode === "create" ? { create: true } : {}),
      ...(record === undefined ? {} : { record }),
    });
    // A caller that only waits for the start must not be killed by a fault that it can learn of here.
    program.ended.promise.catch(() => undefined);
    const ended = program.ended.promise;
    return {
      started: program.started.promise,
      ended,
      kill: (signal) => this.#link.send({ op: "kill", id, signal }),
      terminate: () => {
        this.#link.send({ op: "terminate", id });
        return ended;
      },
    };
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#link.hold(true);
    this.#link.send({ op: "close" });
    await this.gone;
  }

  #heard(message: FromHelper): void {
    if (message.op === "ready") return;
    const program = this.#programs.get(message.id);
    if (program === undefined) return;
    if (message.op === "started") {
      program.process = { pid: message.pid, startTime: message.startTime };
      program.started.resolve(program.process);
      return;
    }
    this.#programs.delete(message.id);
    if (this.#programs.size === 0 && !this.#closing) this.#link.hold(false);
    program.started.resolve(undefined);
    program.ended.resolve(toProgramEnd(message));
  }

  async #lost(reason: string): Promise<void> {
    this.#alive = false;
    const programs = [...this.#programs.values()];
    this.#programs.clear();
    if (programs.length === 0) return;
    const fault = await this.#endLost(programs);
    for (const program of programs) {
      program.started.resolve(undefined);
      if (fault === undefined) program.ended.resolve({ kind: "lost", reason });
      else program.ended.reject(new TierkreisError("TKR_SPAWNER_FAULT", `[process] ${fault}: ${reason}.`));
    }
  }

  /**
   * The helper is dead: what it was doing is ended here. Each program is found by its mark, which its children share, or
   * by its process number and start time; a helper that was killed between fork and exec left a process with its own mark.
   */
  async #endLost(programs: readonly Program[]): Promise<string | undefined> {
    const { mark, graceMs } = this.#hello;
    try {
      const { stuck } = await endProcesses(
        (entry, all) => entry.mark === mark || programs.some((program) => belongsTo(program, entry, all)),
        graceMs,
      );
      if (stuck > 0) return `${stuck} processes can not be ended`;
    } catch (error) {
      return `What runs can not be found (${messageOf(error)})`;
    }
    return this.#wasReady ? undefined : "No program can be started";
  }
}
