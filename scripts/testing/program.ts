import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

export interface Program {
  readonly child: ChildProcess;
  /** The next line of its standard output. */
  line(): Promise<string>;
  /** Settles with all remaining lines; rejects with its standard error when it fails or wrote something there. */
  finished(): Promise<string[]>;
}

/** Starts a TypeScript program in a process of its own, from source; it is killed when the test is over. */
export function startProgram(path: string, args: readonly string[]): Program {
  const child = spawn(process.execPath, ["--conditions=@tierkreis/source", path, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const closed = once(child, "close");
  return {
    child,
    line: async () => {
      const next = await lines.next();
      if (next.done === true) throw new Error(`${path} has no more lines: ${errors}`);
      return next.value;
    },
    finished: async () => {
      const all: string[] = [];
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) all.push(next.value);
      const [status] = (await closed) as [number | null];
      if (status !== 0 || errors !== "") throw new Error(`${path} ended with ${String(status)}: ${errors}`);
      return all;
    },
  };
}
