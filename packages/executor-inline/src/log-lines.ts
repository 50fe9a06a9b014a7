/** Text in whole lines: the log makes a line of each piece. */
export class LogLines {
  readonly #log: (text: string) => void;
  readonly #decoder = new TextDecoder();
  /** A line that has not ended yet. */
  #line = "";

  constructor(log: (text: string) => void) {
    this.#log = log;
  }

  /** Appends what was printed. */
  print(chunk: string | Uint8Array): void {
    const text = typeof chunk === "string" ? chunk : this.#decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf("\n") + 1;
    if (end > 0) this.#log(this.#line + text.slice(0, end));
    this.#line = (end > 0 ? "" : this.#line) + text.slice(end);
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#line !== "") this.#log(this.#line);
    this.#line = "";
  }
}
