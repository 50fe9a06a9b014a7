import { appendFileSync, writeFileSync } from "node:fs";

/*
 * A record is one JSON object a line, each adding to those before: whose program it is, its process, its end. A line is one
 * short write at the file's end, so a reader sees it whole or, torn by a crash of the machine, leaves it out.
 */

/** Makes the record anew. */
export function beginRecord(path: string, ...lines: object[]): void {
  writeFileSync(path, lines.map(toLine).join(""));
}

/** Adds a line. A folder that is gone, or a full disk, does not change what the line would tell. */
export function addToRecord(path: string, fields: object): void {
  try {
    appendFileSync(path, toLine(fields));
  } catch {
    // Whoever is connected is told all the same, and others find the program by its variables.
  }
}

function toLine(fields: object): string {
  return `${JSON.stringify(fields)}\n`;
}
