import { closeSync, openSync, writeSync } from "node:fs";

/*
 * A record is one JSON object a line, each adding to those before: whose program it is, its process, its end. A line is one
 * short write at the file's end, so a reader sees it whole or, torn by a crash of the machine, leaves it out.
 */

/** Makes the record anew, with its first line. The caller closes the file. */
export function beginRecord(path: string, fields: object): number {
  const fd = openSync(path, "w");
  try {
    addToRecord(fd, fields);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

/** Adds a line. */
export function addToRecord(fd: number, fields: object): void {
  writeSync(fd, `${JSON.stringify(fields)}\n`);
}

/** Adds the last line. A folder that is gone, or a full disk, does not change the end that it would tell. */
export function endRecord(path: string, fields: object): void {
  try {
    const fd = openSync(path, "a");
    try {
      addToRecord(fd, fields);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Whoever is connected is told all the same.
  }
}
