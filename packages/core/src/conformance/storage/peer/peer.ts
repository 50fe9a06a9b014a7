import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { PeerPrograms } from "./programs.ts";

/** What a process is to do: the name of one of the programs, and what that takes. */
export type PeerOrder = {
  [Name in keyof PeerPrograms]: { readonly program: Name; readonly input: Parameters<PeerPrograms[Name]>[1] };
}[keyof PeerPrograms];

const fromSource = import.meta.url.endsWith(".ts");
const main = fileURLToPath(
  fromSource ? new URL("./main.ts", import.meta.url) : new URL("./main.js", import.meta.url),
);
/** In our workspace, packages are found by their sources. */
const flags = ["--no-warnings", ...(fromSource ? ["--conditions=@tierkreis/source"] : [])];

/** There, reading TypeScript takes most of a process's start. */
const cache = fromSource
  ? {
      NODE_COMPILE_CACHE: fileURLToPath(
        new URL("../../../../node_modules/.cache/conformance", import.meta.url),
      ),
    }
  : {};

/** Another process at the same place. It sends JSON values, and takes lines. */
export class Peer {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #messages: unknown[] = [];
  #taken = 0;
  #isOver = false;
  #errors = "";
  #wake: () => void = () => undefined;

  constructor(module: URL | string, place: string, order: PeerOrder) {
    const args = [...flags, main, String(module), place, JSON.stringify(order)];
    const child = spawn(process.execPath, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...cache },
    });
    this.#child = child;
    child.stdin.on("error", () => undefined); // It ended before it took a line.
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.#errors += text));
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.#messages.push(JSON.parse(line));
      this.#wake();
    });
    this.#closed = once(child, "close").then(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** Settles when the storage is open there. */
  async ready(): Promise<void> {
    await this.next();
  }

  /** The next message. */
  async next(): Promise<unknown> {
    while (this.#taken === this.#messages.length) {
      if (this.#isOver)
        throw new Error(`Another process with this storage ended too early:\n${this.#errors}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#messages[this.#taken++];
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Kills it where it stands (SIGKILL), and gives the messages that nobody took. */
  async kill(): Promise<readonly unknown[]> {
    this.#child.kill("SIGKILL");
    await this.#closed;
    return this.#messages.slice(this.#taken);
  }

  /** Waits for its own end. */
  async ended(): Promise<void> {
    await this.#closed;
    if (this.#child.exitCode !== 0)
      throw new Error(`Another process with this storage failed:\n${this.#errors}`);
  }
}
