import type { DatabaseSync, StatementSync } from "node:sqlite";
import { endOf } from "./key-range.ts";
import type { Content } from "./rows.ts";

/** Keys that go in one transaction, and contents: some 10 ms of work. */
const MOST_KEYS = 20_000;
const MOST_CONTENTS = 1000;

/**
 * Changes the tables, by statements that are prepared once. Every method is to be called inside a transaction. Files that no
 * row names any more are added to `freed`: they may go as soon as the transaction is committed.
 */
export class Changes {
  freed: string[] = [];
  readonly #statements;

  constructor(database: DatabaseSync) {
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.#statements = {
      find: prepare("SELECT content FROM entries WHERE key = ?"),
      add: prepare("INSERT INTO contents (size, file, value) VALUES (?, ?, ?)"),
      name: prepare("INSERT OR REPLACE INTO entries (key, content) VALUES (?, ?)"),
      share: prepare(
        "INSERT INTO shared (content, keys) VALUES (?, 2) ON CONFLICT (content) DO UPDATE SET keys = keys + 1",
      ),
      unshare: prepare("UPDATE shared SET keys = keys - 1 WHERE content = ? RETURNING keys"),
      alone: prepare("DELETE FROM shared WHERE content = ?"),
      drop: prepare("DELETE FROM contents WHERE id = ? RETURNING file"),
      nth: prepare(
        `SELECT key FROM entries WHERE key >= ? AND key <= ? ORDER BY key LIMIT 1 OFFSET ${MOST_KEYS - 1}`,
      ),
      discard: prepare(
        "INSERT INTO garbage (content) SELECT content FROM entries WHERE key >= ? AND key <= ?",
      ),
      unname: prepare("DELETE FROM entries WHERE key >= ? AND key <= ?"),
      garbage: prepare(`SELECT id, content FROM garbage ORDER BY id LIMIT ${MOST_CONTENTS}`),
      collected: prepare("DELETE FROM garbage WHERE id <= ?"),
    };
  }

  /** Puts a new content under the key, in place of any. */
  put(key: string, { size, file, value }: Content): void {
    const before = this.#find(key);
    const { lastInsertRowid } = this.#statements.add.run(size, file, value);
    this.#statements.name.run(key, lastInsertRowid);
    if (before !== undefined) this.#release(before);
  }

  /** Puts the content of `from` under `to` as well; false when there is none. */
  link(from: string, to: string): boolean {
    const content = this.#find(from);
    if (content === undefined) return false;
    const before = this.#find(to);
    if (before === content) return true;
    this.#statements.name.run(to, content);
    this.#statements.share.run(content);
    if (before !== undefined) this.#release(before);
    return true;
  }

  /** Removes keys that start with the prefix, the first ones; false when some are left. Their contents become garbage. */
  remove(prefix: string): boolean {
    const last = this.#statements.nth.get(prefix, endOf(prefix))?.["key"] as string | undefined;
    const end = last ?? endOf(prefix);
    this.#statements.discard.run(prefix, end);
    this.#statements.unname.run(prefix, end);
    return last === undefined;
  }

  /** Lets go of some garbage; false when some is left. */
  collect(): boolean {
    const garbage = this.#statements.garbage.all();
    for (const { content } of garbage) this.#release(content as number);
    const last = garbage.at(-1)?.["id"];
    if (last !== undefined) this.#statements.collected.run(last);
    return garbage.length < MOST_CONTENTS;
  }

  #find(key: string): number | undefined {
    return this.#statements.find.get(key)?.["content"] as number | undefined;
  }

  /** One key less names the content. */
  #release(content: number): void {
    const left = this.#statements.unshare.get(content)?.["keys"];
    if (left === undefined) {
      const file = this.#statements.drop.get(content)?.["file"];
      if (typeof file === "string") this.freed.push(file);
    } else if (left === 1) {
      this.#statements.alone.run(content);
    }
  }
}
