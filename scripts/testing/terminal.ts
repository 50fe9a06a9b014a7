import { spawn, type IPty } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { onTestFinished } from "vitest";

export interface TerminalOptions {
  readonly cwd: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A program in a real pseudo-terminal, and what a person would see of it. It is ended with the test. */
export class Terminal {
  readonly #pty: IPty;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  /** All that was written, codes and all. */
  raw = "";
  /** How the program ended. */
  readonly ended: Promise<{ readonly exitCode: number; readonly signal?: number }>;

  constructor(file: string, args: readonly string[], options: TerminalOptions) {
    const { cwd, columns = 80, rows = 24, env = {} } = options;
    const own = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !["NO_COLOR", "FORCE_COLOR", "CI"].includes(name)),
    );
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 10_000 });
    this.#pty = spawn(file, [...args], {
      name: "xterm-256color",
      cols: columns,
      rows,
      cwd,
      env: { ...own, ...env },
    });
    this.#pty.onData((data) => {
      this.raw += data;
      this.#screen.write(data);
    });
    this.ended = new Promise((done) => this.#pty.onExit(done));
    onTestFinished(() => {
      this.#pty.kill("SIGKILL");
      this.#screen.dispose();
    });
  }

  /** The program's process. */
  get pid(): number {
    return this.#pty.pid;
  }

  /** The lines that were written and can be scrolled to, without the blanks at their ends. */
  lines(): readonly string[] {
    const { active } = this.#screen.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true) ?? "",
    );
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** All of it as one text. */
  text(): string {
    return this.lines().join("\n");
  }

  /** Types. */
  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** Drags the window's corner. */
  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Closes the window: the program gets SIGHUP. */
  close(): void {
    this.#pty.kill("SIGHUP");
  }

  /** Settles when the program has ended and all that it wrote is on the screen. */
  async over(): Promise<void> {
    await this.ended;
    await new Promise<void>((done) => {
      this.#screen.write("", done);
    });
  }

  /** Waits until the screen shows something; the test's own time limits it. */
  async see(what: string | RegExp): Promise<void> {
    while (!(typeof what === "string" ? this.text().includes(what) : what.test(this.text())))
      await new Promise((done) => setTimeout(done, 20));
  }
}
