import { padTo, plainLine, widthOf } from "./width.ts";

/** A cell: its text, and how it is coloured once it has its width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/**
 * Rows in columns, two blanks between. A table that is wider than `width` shortens the cells of its last column, or wraps
 * nothing: a program that reads gets whole lines.
 */
export function table(rows: readonly (readonly Cell[])[], width: number): readonly string[] {
  const last = Math.max(0, ...rows.map((row) => row.length)) - 1;
  const widths = Array.from({ length: last }, (_, column) =>
    Math.max(0, ...rows.map((row) => widthOf(row[column]?.text ?? ""))),
  );
  const rest = Math.max(8, width - widths.reduce((sum, one) => sum + one + 2, 0));
  return rows.map((row) =>
    row
      .map(({ text, paint = (plain) => plain }, column) => {
        if (column === row.length - 1) return paint(plainLine(text, column === last ? rest : Infinity));
        return paint(padTo(plainLine(text), widths[column] ?? 0));
      })
      .join("  "),
  );
}
