import { printJson } from "../terminal/print-json.ts";
import { styleFor } from "../terminal/style.ts";

/** Whose line it is. */
export interface LogLine {
  readonly location: string;
  /** `worker.task`. */
  readonly name: string;
  readonly attempt: number;
  readonly line: string;
}

/** Prints lines of logs as they come: plain, behind their task's name, or as one JSON document each. */
export class LogPrinter {
  readonly #prefixed: boolean;
  readonly #json: boolean;
  readonly #paints: readonly ((text: string) => string)[];
  readonly #chosen = new Map<string, (text: string) => string>();

  constructor({ prefixed, json }: { readonly prefixed: boolean; readonly json: boolean }) {
    this.#prefixed = prefixed;
    this.#json = json;
    const { cyan, yellow, green, red, bold } = styleFor(process.stdout);
    this.#paints = [cyan, yellow, green, bold, red];
  }

  /** Settles when the reader can take more: a log is not read faster than it is printed. */
  async print({ location, name, attempt, line }: LogLine): Promise<void> {
    if (this.#json) {
      printJson({ location, name, attempt, line });
    } else {
      const prefix = this.#prefixed ? `${this.#paint(location)(`${name} ${location} |`)} ` : "";
      process.stdout.write(`${prefix}${line}\n`);
    }
    if (process.stdout.writableNeedDrain)
      await new Promise<void>((done) => {
        process.stdout.once("drain", done);
        process.stdout.once("close", done);
        process.stdout.once("error", () => {
          done();
        });
      });
  }

  /** Tasks have colours in turn, each its own as long as it speaks. */
  #paint(location: string): (text: string) => string {
    const known = this.#chosen.get(location);
    if (known !== undefined) return known;
    const paint = this.#paints[this.#chosen.size % this.#paints.length] ?? ((text: string) => text);
    this.#chosen.set(location, paint);
    return paint;
  }
}
