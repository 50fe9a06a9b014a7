import { CommanderError } from "commander";
import { createProgram } from "./program.ts";
import { WrongUsage } from "./tkr-command.ts";

/**
 * Runs the command line and gives its exit status: 0 done, 1 it failed, 2 wrong usage, 128 + n ended by signal n.
 *
 * @param args What stands behind `tkr`.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  if (process.platform === "win32") {
    console.error(
      "Tierkreis runs on Linux and macOS: on Windows, use it inside WSL (Windows Subsystem for Linux).",
    );
    return 1;
  }
  leaveWhenNobodyReads(process.stdout);
  leaveWhenNobodyReads(process.stderr);
  let status = 0;
  const program = createProgram((ended) => {
    status = ended;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof WrongUsage) {
      const { explainUsage } = await import("./explain-usage.ts");
      console.error(`error[TKR_USAGE]: ${explainUsage(error)}`);
      return 2;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { reportError } = await import("./report-error.ts");
    return reportError(error);
  }
}

/** `tkr ... | head -1` is no failure of ours, and a closed terminal takes no more words. */
function leaveWhenNobodyReads(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || error.code === "EIO") return;
    // Both streams may be full: what is lost here is only the sentence about it.
    if (stream !== process.stderr)
      process.stderr.write(`error: the output could not be written: ${error.message}\n`);
    process.exit(1);
  });
}
