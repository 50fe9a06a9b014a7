import { padTo, plainLine, widthOf } from "./width.ts";

/** Blanks between columns. */
const GAP = 2;
/** A column is not made narrower than that. */
const NARROWEST = 6;

/** A cell: its text, and how it is coloured once it has its width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** Rows in columns. Where they are wider than `width`, the widest columns are shortened: a line stays a line. */
export function table(rows: readonly (readonly Cell[])[], width: number): readonly string[] {
  const texts = rows.map((row) => row.map(({ text }) => plainLine(text)));
  const widths = fit(widthsOf(texts), width);
  return rows.map((row, index) =>
    row
      .map(({ paint = (plain) => plain }, column) => {
        const most = widths[column] ?? 0;
        const text = plainLine(texts[index]?.[column] ?? "", most);
        return paint(column === row.length - 1 ? text : padTo(text, most));
      })
      .join(" ".repeat(GAP)),
  );
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, text] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(text));
  }
  return widths;
}

function fit(widths: number[], width: number): readonly number[] {
  const most = Math.max(width - GAP * (widths.length - 1), NARROWEST * widths.length);
  for (let sum = total(widths); sum > most; sum = total(widths)) {
    const widest = Math.max(...widths);
    const next = Math.max(NARROWEST, ...widths.filter((one) => one < widest));
    const columns = widths.filter((one) => one === widest).length;
    const lowered = Math.max(next, Math.floor(widest - (sum - most) / columns));
    if (lowered >= widest) break;
    for (const [column, one] of widths.entries()) if (one === widest) widths[column] = lowered;
  }
  return widths;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
