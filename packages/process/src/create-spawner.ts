import { randomUUID } from "node:crypto";
import { TierkreisError } from "@tierkreis/core";
import { environmentWith } from "./environment.ts";
import { HelperSession } from "./helper-session.ts";
import type { HelperProgram, RunningProgram, Spawner, SpawnerOptions, SpawnRequest } from "./spawner.ts";
import { markVariable } from "./system/process-table.ts";

const defaultGraceMs = 5000;

/**
 * Makes a spawner. Its helper process starts with `start()` or the first program, and again when it was killed; it ends
 * with `close()` or this process, and an idle one never keeps this process from ending.
 *
 * @example
 * const spawner = createSpawner();
 * const program = spawner.spawn({ file: "date", args: ["-u"], cwd: "/", env: { PATH: "/bin:/usr/bin" }, stdout: log, stderr: log });
 * const end = await program.ended; // { kind: "exit", exitCode: 0 }
 * await spawner.close();
 */
export function createSpawner(options: SpawnerOptions = {}): Spawner {
  const { survive = false, graceMs = defaultGraceMs, helper } = options;
  if (!(Number.isFinite(graceMs) && graceMs >= 0)) {
    throw new TypeError(
      `Expected the \`graceMs\` option to be a number of milliseconds, got ${String(graceMs)}.`,
    );
  }
  if (process.platform === "win32") {
    const message = "[process] Windows has no process groups and no such signals. Run Tierkreis in WSL.";
    throw new TierkreisError("TKR_SPAWNER_FAULT", message);
  }
  return new HelperSpawner(survive, graceMs, helper);
}

class HelperSpawner implements Spawner {
  readonly survive: boolean;
  readonly graceMs: number;
  readonly #helper: HelperProgram | undefined;
  readonly #sessions = new Set<HelperSession>();
  #current: HelperSession | undefined;
  #closed = false;

  constructor(survive: boolean, graceMs: number, helper: HelperProgram | undefined) {
    this.survive = survive;
    this.graceMs = graceMs;
    this.#helper = helper;
  }

  async start(): Promise<void> {
    await this.#session().ready;
  }

  spawn(request: SpawnRequest): RunningProgram {
    return this.#session().spawn(request);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#sessions].map((session) => session.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The helper that takes new programs: a dead one's programs are still being looked after by its own session. */
  #session(): HelperSession {
    if (this.#closed) throw new TierkreisError("TKR_SPAWNER_FAULT", "[process] This spawner is closed.");
    if (this.#current?.alive === true) return this.#current;
    const outer = process.env[markVariable];
    const hello = {
      op: "hello",
      version: 1,
      mark: `${outer === undefined ? "" : `${outer}/`}${randomUUID()}`,
      env: environmentWith({}),
      survive: this.survive,
      graceMs: this.graceMs,
    } as const;
    const session = new HelperSession(hello, this.#helper);
    this.#current = session;
    this.#sessions.add(session);
    void session.gone.then(() => this.#sessions.delete(session));
    return session;
  }
}
