import { resolve } from "node:path";
import {
  messageOf,
  TierkreisError,
  type CheckOptions,
  type Executor,
  type ExecutorCapabilities,
  type Json,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type TaskSite,
} from "@tierkreis/core";
import { interpreterFor, type Command } from "./interpreter.ts";
import { resolveLauncher, type Launcher, type LauncherQuery } from "./launcher.ts";
import { LauncherDigests } from "./launcher-digests.ts";
import { reattachProgram } from "./run-program.ts";
import { sharedSpawner } from "./shared-spawner.ts";
import type { Spawner } from "./spawner.ts";

/** Letters of a command line that are recorded. */
const COMMAND = 2000;

/** Options that all executors of programs have. */
export interface ProgramExecutorOptions {
  /** Folders with one folder or file a worker, looked through in order. Relative ones start at the working directory. */
  readonly registry?: string | readonly string[];
  /** Variables for every task, over those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Lets tasks run on when this process dies, for the next controller to take over.
   * @default false
   */
  readonly survive?: boolean;
  /**
   * What starts the programs, with a grace period of its own for instance. `survive` is then the spawner's.
   * @default the one that all executors of this process share
   */
  readonly spawner?: Spawner;
}

/** What executors of programs have in common: where workers lie, what starts them, and how a task is taken over. */
export abstract class ProgramExecutor implements Executor {
  readonly specVersion = 1;
  abstract readonly name: string;
  readonly capabilities: ExecutorCapabilities;
  protected readonly spawner: Spawner;
  /** Absolute, so that a later change of the working directory changes nothing. */
  protected readonly registry: readonly string[];
  readonly #digests = new LauncherDigests();

  constructor(
    { registry = [], survive = false, spawner }: ProgramExecutorOptions,
    capabilities: ExecutorCapabilities = {},
  ) {
    this.registry = [registry].flat().map((folder) => resolve(folder));
    this.spawner = spawner ?? sharedSpawner({ survive });
    this.capabilities = { ...capabilities, survives: this.spawner.survive };
  }

  /**
   * How a task ended, with its command line as `details.command`, and the digest of what started it as `details.environment`: the
   * SHA-256 of the launcher. What that calls in turn is not in it.
   */
  protected async recorded(
    launcher: Launcher,
    { file, args }: Command,
    run: () => Promise<TaskEnd>,
  ): Promise<TaskEnd> {
    // Before the start: a running script may be replaced.
    const environment = this.#digests.of(launcher.file);
    const end = await run();
    const command = commandLine([file, ...args]);
    return { ...end, details: { command, ...(environment === undefined ? {} : { environment }) } };
  }

  abstract run(call: TaskCall, context: TaskContext): Promise<TaskEnd>;

  abstract check(site: TaskSite, options?: CheckOptions): Promise<void>;

  /** Takes over a program that a controller with `survive` left behind, and ends what one without it did. */
  reattach(handle: Json | undefined, _call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    return reattachProgram(handle, context);
  }

  /** The worker's launcher. Throws as `resolveLauncher` does. */
  protected launcher(query: Omit<LauncherQuery, "registry">): Launcher {
    return resolveLauncher({ ...query, registry: this.registry });
  }

  /** How to start a launcher. Throws `TKR_WORKER_INVALID` when it can not be read. */
  protected command({ file }: Launcher, worker: string): Command {
    try {
      return interpreterFor(file);
    } catch (error) {
      const message = `[executor-${this.name}] ${file} of worker ${worker} can not be read: ${messageOf(error)}`;
      throw new TierkreisError("TKR_WORKER_INVALID", message, { worker, file, cause: error });
    }
  }
}

/** The words of a command line, as many as a record holds. */
function commandLine(words: readonly string[]): readonly string[] {
  let room = COMMAND;
  const kept = words.filter((word) => (room -= word.length + 3) >= 0);
  return kept.length === words.length ? words : [...kept, "..."];
}
