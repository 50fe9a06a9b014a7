import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Starts a program of `servers/`, which prints its address, and ends with the test file. */
export async function startServer(
  name: "object-store" | "machine",
  args: readonly string[],
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const file = join(import.meta.dirname, "..", "servers", `${name}.ts`);
  const server = spawn(process.execPath, [file, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(server.stdout);
  const [url] = (await once(lines, "line")) as [string];
  const stop = async (): Promise<void> => {
    const ended = once(server, "exit");
    server.stdin.end();
    await ended;
  };
  return { url, stop };
}
