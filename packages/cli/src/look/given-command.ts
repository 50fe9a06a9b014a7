import type { SettingFlags } from "../commands/setting-options.ts";
import { shellLine } from "../shell-line.ts";

/** A further command on the same storage, ready to be pasted into a shell. */
export function givenCommand(words: readonly string[], { storage, config }: SettingFlags): string {
  const given = [
    ...(storage === undefined ? [] : ["--storage", storage]),
    ...(config === undefined ? [] : ["--config", config]),
  ];
  return shellLine(["tkr", ...words, ...given]);
}
