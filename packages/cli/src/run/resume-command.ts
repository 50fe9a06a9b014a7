import { failureWord } from "../commands/setting-options.ts";
import type { PerformFlags } from "../commands/perform-options.ts";
import { shellLine } from "../shell-line.ts";

/** The command that goes on with a run with the flags that were given, ready to be pasted into a shell. */
export function resumeCommand(flags: PerformFlags, run: string): string {
  const { registry = [], onFailure } = flags;
  const words = [
    ...option("--storage", flags.storage),
    ...option("--config", flags.config),
    ...(registry.length === 0 ? [] : ["--registry", ...registry]),
    ...option("--concurrency", flags.concurrency),
    ...option("--retries", flags.retries),
    ...option("--timeout", inMilliseconds(flags.timeout)),
    ...option("--idle-timeout", inMilliseconds(flags.idleTimeout)),
    ...option("--on-failure", onFailure === undefined ? undefined : failureWord(onFailure)),
    ...option("--record", flags.record),
    ...(flags.fsync === true ? ["--fsync"] : []),
    ...(flags.breakpoints === true ? ["--breakpoints"] : []),
    ...(flags.printOutput === true ? ["-o"] : []),
    ...(flags.json === true ? ["--json"] : []),
  ];
  return shellLine(["tkr", "resume", run, ...words]);
}

function option(flag: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [flag, String(value)];
}

function inMilliseconds(time: number | undefined): string | undefined {
  return time === undefined ? undefined : `${String(time)}ms`;
}
