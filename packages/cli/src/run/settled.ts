import { plainLine } from "../terminal/width.ts";
import { usageError } from "../usage-error.ts";

/**
 * What a user's file gives, also where it would end this process or leave it with nothing to do: the first is told as the process
 * ends, with status 2, the second throws `TKR_USAGE`.
 */
export async function settled<T>(file: string, begin: () => T | Promise<T>): Promise<T> {
  const idle = Promise.withResolvers<never>();
  const onIdle = (): void =>
    idle.reject(usageError("it waits for something that never comes: an await that nothing settles."));
  const onExit = (status: number): void => {
    const call = `process.exit(${String(status)})`;
    process.stderr.write(`error[TKR_USAGE]: ${plainLine(file)}: it ended tkr by ${call} as it was read.\n`);
    process.exitCode = 2;
  };
  process.once("beforeExit", onIdle);
  process.once("exit", onExit);
  try {
    return await Promise.race([begin(), idle.promise]);
  } finally {
    process.off("beforeExit", onIdle);
    process.off("exit", onExit);
  }
}
