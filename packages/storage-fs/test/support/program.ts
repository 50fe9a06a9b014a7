import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

const node = ["--conditions=@tierkreis/source", "--no-warnings"];

export interface Program {
  readonly child: ChildProcess;
  /** The next line of its standard output. */
  line(): Promise<string>;
  /** Settles with all remaining lines; rejects with its standard error when it fails. */
  finished(): Promise<string[]>;
}

/** Starts a program of `fixtures/` in a process of its own. `before` are arguments for Node; `shell` is run first. */
export function start(
  fixture: string,
  args: readonly string[],
  options: { before?: readonly string[]; shell?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Program {
  const { before = [], shell, ...rest } = options;
  const command = [
    process.execPath,
    ...node,
    ...before,
    join(import.meta.dirname, "..", "fixtures", fixture),
    ...args,
  ];
  const line = shell === undefined ? command : ["/bin/sh", "-c", `${shell}; exec "$@"`, "sh", ...command];
  const child = spawn(line[0]!, line.slice(1), { stdio: ["ignore", "pipe", "pipe"], ...rest });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const closed = once(child, "close");
  return {
    child,
    line: async () => String((await lines.next()).value),
    finished: async () => {
      const all: string[] = [];
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) all.push(next.value);
      const [status] = (await closed) as [number | null];
      if (status !== 0) throw new Error(`${fixture} ended with ${status}: ${errors}`);
      return all;
    },
  };
}
