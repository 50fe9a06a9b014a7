import { stripVTControlCharacters } from "node:util";
import fastStringWidth from "fast-string-width";

/** The narrowest terminal that is written for. */
const NARROWEST = 40;

/** The columns of a terminal to write for; `Infinity` where the reader is a program, which wants whole lines. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? Math.max(NARROWEST, screenOf(stream).columns) : Infinity;
}

/** What a terminal really shows, however small. Some that do not know their size say 0. */
export function screenOf({ columns, rows }: NodeJS.WriteStream): {
  readonly columns: number;
  readonly rows: number;
} {
  return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
}

/** The columns that a text takes. */
export function widthOf(text: string): number {
  return fastStringWidth(text);
}

/**
 * One plain line of a text that somebody else wrote (a name, a log's line, a value): no colour or cursor codes, no line breaks, and not
 * wider than `width`; what is left out shows as `…`.
 */
export function plainLine(text: string, width = Infinity): string {
  const line = stripVTControlCharacters(text).replace(/\p{Cc}+/gu, " ");
  if (widthOf(line) <= width) return line;
  let kept = "";
  let taken = 1;
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    taken += widthOf(segment);
    if (taken > width) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The text with blanks behind it, to a width. */
export function padTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}
