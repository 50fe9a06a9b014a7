import { InvalidArgumentError, Option, type Command } from "commander";
import { parseDuration, parseWholeNumber } from "./arguments.ts";

/** The options that the environment and the configuration may set as well. */
export interface SettingFlags {
  /** The configuration's file. */
  readonly config?: string;
  /** `<scheme>:<rest>`. */
  readonly storage?: string;
  readonly registry?: readonly string[];
  readonly concurrency?: number;
  readonly retries?: number;
  /** Milliseconds. */
  readonly timeout?: number;
  /** Milliseconds. */
  readonly idleTimeout?: number;
  readonly onFailure?: "finish" | "failFast" | "keepGoing";
  readonly record?: "tasks" | "all";
  readonly fsync?: boolean;
}

const failureWords: Readonly<Record<string, SettingFlags["onFailure"]>> = {
  finish: "finish",
  "fail-fast": "failFast",
  "keep-going": "keepGoing",
};

/** How the command line spells a word of `--on-failure`. */
export function failureWord(onFailure: NonNullable<SettingFlags["onFailure"]>): string {
  return Object.keys(failureWords).find((word) => failureWords[word] === onFailure) ?? onFailure;
}

/** Adds the options of every command that looks at a storage. */
export function addStorageOptions(command: Command): Command {
  return command
    .option(
      "--storage <scheme:rest>",
      "where checkpoints lie: fs:PATH, sqlite:FILE, memory:, or a scheme of the config (default: fs:~/.tierkreis/checkpoints)",
    )
    .option(
      "--config <file>",
      "the configuration (default: tierkreis.config.ts of this folder or one above)",
    );
}

/** Adds the options of every command that looks for workers. */
export function addRegistryOption(command: Command): Command {
  return command.option(
    "--registry <dir...>",
    "folders with the workers (default: ./workers, else the current folder)",
  );
}

/** Adds the options of every command that runs tasks. */
export function addRunOptions(command: Command): Command {
  return addRegistryOption(addStorageOptions(command))
    .option("--concurrency <n>", "tasks at once (default: as many as processors)", parseWholeNumber(1))
    .option("--retries <n>", "further attempts at a task that failed (default: 0)", parseWholeNumber(0))
    .option(
      "--timeout <time>",
      "what one attempt may take: seconds, or as 90s, 5m, 1h30m (default: no limit)",
      parseDuration,
    )
    .option("--idle-timeout <time>", "how long an attempt may be silent (default: no limit)", parseDuration)
    .addOption(
      new Option("--on-failure <word>", "after a task has failed (default: finish what is under way)")
        .choices(Object.keys(failureWords))
        .argParser((word) => {
          const known = failureWords[word];
          if (known === undefined)
            throw new InvalidArgumentError(`Expected ${Object.keys(failureWords).join(", ")}.`);
          return known;
        }),
    )
    .addOption(
      new Option(
        "--record <what>",
        "what is stored: tasks, or all that Tierkreis for Python stores (default: tasks)",
      ).choices(["tasks", "all"]),
    )
    .option("--fsync", "bring each outcome to the disk before it counts");
}
