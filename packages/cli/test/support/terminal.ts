import { join } from "node:path";
import { Terminal, type TerminalOptions } from "../../../../scripts/testing/terminal.ts";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

/** The real `tkr` in a terminal; its checkpoints go into the folder. */
export function tkrInTerminal(args: readonly string[], options: TerminalOptions): Terminal {
  const env = { TKR_DIR: join(options.cwd, "checkpoints"), ...options.env };
  return new Terminal(process.execPath, ["--conditions=@tierkreis/source", main, ...args], {
    ...options,
    env,
  });
}
