import { toStderr } from "./others-output.ts";
import { screenOf, widthOf } from "./width.ts";

/**
 * The last lines of a terminal, drawn again and again in one place; what stays is written above them. Own code, because what is
 * known to do it counts rows by the width that a line had, and leaves its traces when a window is made narrower.
 */
export class LiveRegion {
  readonly #out: NodeJS.WriteStream;
  readonly #write: (text: string) => void;
  #lines: readonly string[] = [];

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.#write = out === process.stderr ? toStderr : (text) => void out.write(text);
  }

  /** Shows these lines instead of those before; each has to fit the terminal's width. */
  draw(lines: readonly string[]): void {
    if (lines.join("\n") === this.#lines.join("\n")) return;
    this.#write(this.#erased() + lines.join("\n"));
    this.#lines = lines;
  }

  /** Writes a text that stays, with its last line break, above the region. */
  above(text: string): void {
    this.#write(`${this.#erased()}${text}${this.#lines.join("\n")}`);
  }

  /** Nothing of it is left on the screen. */
  clear(): void {
    this.draw([]);
  }

  /** The codes that take the region away. A line that was written to a wider window fills several rows by now. */
  #erased(): string {
    if (this.#lines.length === 0) return "";
    const screen = screenOf(this.#out);
    const filled = this.#lines.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / screen.columns)),
      0,
    );
    const rows = Math.min(filled, screen.rows);
    return `\r${rows > 1 ? `\u001b[${String(rows - 1)}A` : ""}\u001b[J`;
  }
}
