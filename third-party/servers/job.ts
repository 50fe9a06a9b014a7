import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What a client wants to be run. */
export interface JobOrder {
  /** Jobs of one run are forgotten together. */
  readonly run: string;
  readonly worker: string;
  readonly task: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** How long a program may take to end when it is asked to. */
const GRACE_MS = 300;

/** One program in a folder of its own, with files named by the variables of shell workers. */
export class Job {
  readonly run: string;
  readonly #dir: string;
  readonly #launcher: string;
  readonly #order: JobOrder;
  #program: ChildProcess | undefined;
  #phase: "new" | "running" | "ended" = "new";
  #end: { readonly exitCode?: number; readonly signal?: string } = {};
  #ended: Promise<unknown> = new Promise(() => undefined);

  constructor(dir: string, launcher: string, order: JobOrder) {
    this.run = order.run;
    this.#dir = dir;
    this.#launcher = launcher;
    this.#order = order;
    for (const name of ["inputs", "outputs", "scratch"]) mkdirSync(join(dir, name), { recursive: true });
  }

  get log(): string {
    return join(this.#dir, "log");
  }

  input(port: string): string {
    return join(this.#dir, "inputs", port);
  }

  output(port: string): string {
    return join(this.#dir, "outputs", port);
  }

  start(): void {
    if (this.#phase !== "new") return;
    this.#phase = "running";
    const log = openSync(this.log, "a");
    const program = spawn("sh", [this.#launcher], {
      cwd: join(this.#dir, "scratch"),
      env: { ...process.env, ...this.#variables() },
      stdio: ["ignore", log, log],
      detached: true,
    });
    closeSync(log);
    this.#program = program;
    this.#ended = new Promise<void>((resolve) => {
      program.once("exit", (exitCode, signal) => {
        // What it started goes with it.
        this.#kill("SIGKILL");
        this.#end = exitCode === null ? { signal: signal ?? "SIGKILL" } : { exitCode };
        this.#phase = "ended";
        resolve();
      });
    });
  }

  /** Ends the program and all that it started: gently, then by force. */
  cancel(): void {
    if (this.#phase === "new") this.#phase = "ended";
    this.#kill("SIGTERM");
    setTimeout(() => this.#phase === "running" && this.#kill("SIGKILL"), GRACE_MS);
  }

  /** Settles when it has ended, or after so many milliseconds. */
  async ended(milliseconds: number): Promise<void> {
    const timer = new AbortController();
    const late = sleep(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([this.#ended, late]);
    timer.abort();
  }

  state(): object {
    const outputs = readdirSync(join(this.#dir, "outputs"));
    const log = existsSync(this.log) ? statSync(this.log).size : 0;
    return { phase: this.#phase, ...this.#end, outputs, log };
  }

  /** Removes its files, unless it runs. */
  forget(): boolean {
    if (this.#phase !== "running") rmSync(this.#dir, { recursive: true, force: true });
    return this.#phase !== "running";
  }

  #variables(): Record<string, string> {
    const { task, inputs, outputs } = this.#order;
    return Object.fromEntries([
      ["function_name", task],
      ["output_dir", join(this.#dir, "outputs")],
      ...inputs.map((port) => [`input_${port}_file`, this.input(port)] as const),
      ...outputs
        .filter((port) => port !== "*")
        .map((port) => [`output_${port}_file`, this.output(port)] as const),
    ]);
  }

  #kill(signal: NodeJS.Signals): void {
    const group = this.#program?.pid;
    if (group === undefined) return;
    try {
      process.kill(-group, signal);
    } catch {
      // Nothing of it is left.
    }
  }
}
