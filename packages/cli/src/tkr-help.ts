import { Help, type Command } from "commander";

/** The narrowest terminal that help is written for. */
const NARROWEST = 40;
/** Columns that the words behind an option need; with fewer they stand below it. */
const BESIDE = 30;

/** Help that fits a terminal of 40 columns and more. */
export class TkrHelp extends Help {
  override minWidthToWrap = 1;

  override prepareContext({ helpWidth = 80 }: { readonly helpWidth?: number }): void {
    this.helpWidth = Math.max(NARROWEST, helpWidth);
  }

  override commandUsage(command: Command): string {
    const begin = "Usage: ".length;
    return this.#indent(super.commandUsage(command), begin, begin);
  }

  override formatItem(...item: Parameters<Help["formatItem"]>): string {
    const [term, termWidth, description] = item;
    if (this.#width - termWidth - 4 >= BESIDE) return super.formatItem(...item);
    return `  ${this.#indent(term, 2, 4)}\n      ${this.#indent(description, 6, 6)}`;
  }

  get #width(): number {
    return this.helpWidth ?? 80;
  }

  /** Wrapped behind `begin` columns; further lines stand `indent` columns in. */
  #indent(text: string, begin: number, indent: number): string {
    const wrapped = this.boxWrap(text, this.#width - Math.max(begin, indent));
    return wrapped.replaceAll("\n", `\n${" ".repeat(indent)}`);
  }
}

/** Wraps the paragraphs of a text; indented lines stay as they are, and so does all where there is no width. */
export function wrapProse(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  const width = Math.max(NARROWEST, columns);
  const help = new TkrHelp();
  return text
    .split("\n\n")
    .map((part) => {
      if (/^ /m.test(part)) return part;
      const [, begin = "", words = "", end = ""] = /^(\n*)([^]*?)(\n*)$/.exec(part) ?? [];
      return `${begin}${help.boxWrap(words.replaceAll("\n", " "), width)}${end}`;
    })
    .join("\n\n");
}
