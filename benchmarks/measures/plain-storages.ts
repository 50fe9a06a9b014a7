import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Storage } from "@tierkreis/core";

const value = new Uint8Array(1000).fill(7);
const keyOf = (number: number) => `-.N${number}/outputs/value`;

/** Writes values one by one, each awaited, then reads them. */
export async function writeAndRead(storage: Storage, count: number): Promise<void> {
  for (let number = 0; number < count; number++) await storage.write(keyOf(number), value);
  for (let number = 0; number < count; number++) await storage.read(keyOf(number));
}

/** The same files in the same folders, each whole or not there. */
export function plainFiles(folder: string, count: number): void {
  for (let number = 0; number < count; number++) {
    mkdirSync(`${folder}/-.N${number}`);
    mkdirSync(`${folder}/-.N${number}/outputs`);
    writeFileSync(`${folder}/temp`, value);
    renameSync(`${folder}/temp`, `${folder}/${keyOf(number)}`);
  }
  for (let number = 0; number < count; number++) readFileSync(`${folder}/${keyOf(number)}`);
}

/** The same rows in one table, each written in a transaction of its own. */
export function plainRows(file: string, count: number): void {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  database.exec("CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
  const write = database.prepare("INSERT OR REPLACE INTO entries VALUES (?, ?)");
  const read = database.prepare("SELECT value FROM entries WHERE key = ?");
  for (let number = 0; number < count; number++) write.run(keyOf(number), value);
  for (let number = 0; number < count; number++) read.get(keyOf(number));
  database.close();
}
