import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { endOf, startOf } from "./key-range.ts";

/** What is kept of a value: its bytes, or the name of its file when it is a large one. */
export interface Content {
  readonly size: number;
  readonly value: Uint8Array | null;
  readonly file: string | null;
}

/** A content without the bytes. */
export type ContentHead = Pick<Content, "size" | "file">;

/** Reads the tables, by statements that are prepared once. */
export class Rows {
  readonly #read;
  readonly #stat;
  readonly #from;
  readonly #behind;
  readonly #hasFile;
  readonly #hasGarbage;

  constructor(database: DatabaseSync) {
    const byKey = "FROM entries JOIN contents ON contents.id = entries.content WHERE key = ?";
    this.#read = database.prepare(`SELECT size, file, value ${byKey}`);
    this.#stat = database.prepare(`SELECT size, file ${byKey}`);
    this.#from = database.prepare("SELECT key FROM entries WHERE key >= ? AND key <= ? ORDER BY key LIMIT ?");
    this.#behind = database.prepare(
      "SELECT key FROM entries WHERE key > ? AND key <= ? ORDER BY key LIMIT ?",
    );
    this.#hasFile = database.prepare("SELECT 1 FROM contents WHERE file = ?");
    this.#hasGarbage = database.prepare("SELECT 1 FROM garbage LIMIT 1");
  }

  read(key: string): Content | undefined {
    const row = this.#read.get(key);
    return row && { ...headOf(row), value: row["value"] as Uint8Array | null };
  }

  stat(key: string): ContentHead | undefined {
    const row = this.#stat.get(key);
    return row && headOf(row);
  }

  /** At most `limit` keys that start with `prefix` and come behind `after`, in their order. */
  list(prefix: string, after: string, limit: number): readonly string[] {
    const { text, isIncluded } = startOf(prefix, after);
    const statement = isIncluded ? this.#from : this.#behind;
    return statement.all(text, endOf(prefix), limit).map((row) => row["key"] as string);
  }

  /** True when some content is in this file. */
  hasFile(file: string): boolean {
    return this.#hasFile.get(file) !== undefined;
  }

  hasGarbage(): boolean {
    return this.#hasGarbage.get() !== undefined;
  }
}

function headOf(row: Record<string, SQLOutputValue>): ContentHead {
  return { size: row["size"] as number, file: row["file"] as string | null };
}
