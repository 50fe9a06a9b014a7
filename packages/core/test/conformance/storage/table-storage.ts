import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { defineStorage, notFound, type Storage } from "@tierkreis/core";

/** Keeps values in a table of one SQLite file, made when it is not there. */
export function tableStorage(file: string): Storage {
  const name = `table:${file}`;
  const db = new DatabaseSync(file, { timeout: 30_000 }); // Milliseconds to wait for other processes.
  // Whole after kill -9, but not after a power loss: so it is not `durable`.
  db.exec("PRAGMA synchronous = OFF");
  db.exec("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");

  const get = db.prepare("SELECT value FROM entries WHERE key = ?");
  const size = db.prepare("SELECT length(value) AS size FROM entries WHERE key = ?");
  const put = db.prepare("REPLACE INTO entries VALUES (?, coalesce(?, x''))");
  const add = db.prepare("INSERT OR IGNORE INTO entries VALUES (?, coalesce(?, x''))");
  const copy = db.prepare("REPLACE INTO entries SELECT ?, value FROM entries WHERE key = ?");
  // `substr` and not `LIKE`, for which `%` and `_` stand for anything, and `A` is `a`.
  const begins = "key >= :prefix AND substr(key, 1, length(:prefix)) = :prefix";
  const page = db.prepare(
    `SELECT key FROM entries WHERE ${begins} AND key > :after ORDER BY key LIMIT :limit`,
  );
  const remove = db.prepare(`DELETE FROM entries WHERE ${begins}`);

  return defineStorage({
    name,
    capabilities: { persistent: true },
    read: async (key) => {
      const row = get.get(key);
      if (row === undefined) throw notFound(name, key);
      return row["value"] as Uint8Array;
    },
    write: async (key, value) => void put.run(key, value),
    create: async (key, value) => add.run(key, value).changes === 1,
    list: async (prefix, { after, limit }) => {
      // One more than asked for tells whether there is a next page.
      const keys = page.all({ prefix, after, limit: limit + 1 }).map((row) => String(row["key"]));
      return keys.length <= limit ? { keys } : { keys: keys.slice(0, limit), next: keys[limit - 1] ?? "" };
    },
    delete: async (prefix) => void remove.run({ prefix }),

    // What follows has defaults, and is quicker like this.
    stat: async (key) => {
      const row = size.get(key);
      return row === undefined ? undefined : { size: Number(row["size"]) };
    },
    link: async (from, to) => {
      if (copy.run(to, from).changes === 0) throw notFound(name, from);
    },
    batch: async (writes) => {
      db.exec("BEGIN IMMEDIATE");
      try {
        for (const { key, value } of writes) put.run(key, value);
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    close: async () => db.close(),
  });
}

/** As the conformance suite opens it. */
export function makeStorage(place: string): Storage {
  return tableStorage(join(place, "values.db"));
}
