import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { nodeArguments } from "../mutations/node-arguments.ts";
import { MARK } from "../world/shell-steps.ts";
import { within } from "../world/within.ts";
import type { Contender, Told } from "./told.ts";

const program = join(import.meta.dirname, "contender.ts");

/** A contender as its own process. */
export class StartedContender {
  readonly name: string;
  readonly told: Told[] = [];
  readonly #child: ChildProcess;
  readonly #ready = Promise.withResolvers<true>();
  readonly #ended: Promise<void>;
  #complaint = "";

  /** @param cache A folder where its compiled sources are kept for the next. */
  constructor(contender: Contender, cache: string) {
    this.name = contender.name;
    this.#child = spawn(process.execPath, [...nodeArguments(), program, JSON.stringify(contender)], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, NODE_COMPILE_CACHE: cache, [MARK]: contender.mark },
    });
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on("error", () => undefined);
    stderr?.setEncoding("utf8").on("data", (text: string) => (this.#complaint += text));
    const lines = stdout === null ? undefined : createInterface(stdout);
    lines?.on("line", (line) => this.#hear(JSON.parse(line) as Told));
    const exit = once(this.#child, "exit");
    this.#ended = Promise.all([exit, lines === undefined ? exit : once(lines, "close")]).then(() => {
      this.#ready.reject(new Error(`Contender ${this.name} ended: ${this.#complaint}`));
    });
    this.#ready.promise.catch(() => undefined);
  }

  /** Settles when it has loaded all it needs. */
  async ready(): Promise<void> {
    await within(this.#ready.promise, `contender ${this.name}, its start`);
  }

  go(): void {
    this.#child.stdin?.write("go\n");
  }

  /** Settles when it has ended, by itself or not. */
  async ended(): Promise<void> {
    await within(this.#ended, `contender ${this.name}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** What it came to: `""` for the right outputs, else a code or words; `undefined` when it never said. */
  get result(): string | undefined {
    const last = this.told.at(-1);
    if (last?.event === "ends") return last.code;
    return this.#complaint === "" ? undefined : this.#complaint;
  }

  #hear(told: Told): void {
    this.told.push(told);
    if (told.event === "ready") this.#ready.resolve(true);
  }
}
