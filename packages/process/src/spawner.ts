/// <reference lib="esnext.disposable" preserve="true" />
/** A program to start. Everything is data: no shell reads it, and nothing is inherited but what stands here. */
export interface SpawnRequest {
  /** The program: a path, or a bare name that is looked up in the `PATH` of {@link env}. */
  readonly file: string;
  /** Its arguments, without the program's own name. */
  readonly args: readonly string[];
  /** The working directory, an absolute path. */
  readonly cwd: string;
  /** The whole environment. `TKR_SPAWN_ID` and, with {@link record}, `TKR_SPAWN_RECORD` are added to it. */
  readonly env: Readonly<Record<string, string>>;
  /** The file to read as standard input; nothing (`/dev/null`) when absent. */
  readonly stdin?: string;
  /** The file that takes standard output; `/dev/null` works. */
  readonly stdout: string;
  /** The file that takes standard error, appended. The same path as {@link stdout} is opened once, so lines keep their order. */
  readonly stderr: string;
  /**
   * `append` adds to the file, `create` makes it and refuses one that is there (a truncated file could be a stored value).
   * @default "append"
   */
  readonly stdoutMode?: "append" | "create";
  /**
   * The file that records the program's process and its end, for `adoptProgram` and `endLeftovers`. With `survive` it is made
   * before the start, else only when the program runs longer than a moment (50 ms).
   */
  readonly record?: string;
}

/** How a program ended. */
export type ProgramEnd =
  | { readonly kind: "exit"; readonly exitCode: number }
  /** A signal ended it: its name, such as `SIGKILL`. */
  | { readonly kind: "signal"; readonly signal: string }
  /** It never ran: the system's word (`ENOENT`, `EACCES`, `E2BIG`, ...) and a sentence that names the file. */
  | { readonly kind: "not-started"; readonly errno: string; readonly message: string }
  /** Nobody saw how it ended, and it surely does not run any more. */
  | { readonly kind: "lost"; readonly reason: string };

/** A process, told from a later one with the same number by its start time. */
export interface ProcessId {
  readonly pid: number;
  /** Linux: clock ticks from boot to its start, field 22 of `/proc/<pid>/stat`. Elsewhere: seconds since 1970. */
  readonly startTime: string;
}

/** The signals that a program can be sent. */
export type SignalName =
  "SIGHUP" | "SIGINT" | "SIGQUIT" | "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGUSR1" | "SIGUSR2";

/** A program that was asked for, from the moment of asking on. */
export interface RunningProgram {
  /** Its process, or `undefined` when it could not be started (then {@link ended} says why). Never rejects. */
  readonly started: Promise<ProcessId | undefined>;
  /**
   * How it ended, once it and all that is left of its process group are gone.
   * Rejects with `TKR_SPAWNER_FAULT` only, when no program can be started at all.
   */
  readonly ended: Promise<ProgramEnd>;
  /** Sends a signal to the program's whole process group. Does nothing after its end. */
  kill(signal: SignalName): void;
  /**
   * Ends the program with its process group and the children that left the group: SIGTERM, then SIGKILL after the
   * spawner's `graceMs`. Settles as {@link ended}. Calling it again changes nothing.
   */
  terminate(): Promise<ProgramEnd>;
}

/** The program that starts all others and speaks PROTOCOL.md on its standard input and output. */
export interface HelperProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Its whole environment; `TKR_SPAWN_ID` is added to it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Options of `createSpawner`. */
export interface SpawnerOptions {
  /**
   * What becomes of the programs when this process dies: `false` ends them, `true` lets them run on, each with its end
   * in its record, for the next process to adopt.
   * @default false
   */
  readonly survive?: boolean;
  /**
   * Milliseconds between SIGTERM and SIGKILL.
   * @default 5000
   */
  readonly graceMs?: number;
  /**
   * Another helper than our own, such as `forkServer`.
   * @default our own
   */
  readonly helper?: HelperProgram;
}

/** Starts programs from a small helper process, so that a start costs the same however large this process is. */
export interface Spawner extends AsyncDisposable {
  readonly survive: boolean;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** Starts the helper now rather than with the first program: while this process is small. */
  start(): Promise<void>;
  /** Starts a program. Returns at once; any number may be under way. */
  spawn(request: SpawnRequest): RunningProgram;
  /** Ends all programs and the helper, and waits for both. Later spawns are refused. Closing twice is fine. */
  close(): Promise<void>;
}
