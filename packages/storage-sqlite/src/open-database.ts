import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { errnoOf } from "@tierkreis/core";
import { NO_DATABASE, StorageProblem } from "./failure.ts";
import { loadSqlite } from "./load-sqlite.ts";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/**
 * For each connection. NORMAL: a commit is not waited for by the disk, which `sync` is for; the file is never torn. The log is
 * cut back after a large transaction.
 */
const SETTINGS = `
  PRAGMA synchronous = NORMAL;
  PRAGMA cache_size = -8000;
  PRAGMA temp_store = MEMORY;
  PRAGMA journal_size_limit = 16777216;
  PRAGMA trusted_schema = OFF;
`;

/** Opens the file, and makes it and its tables when there are none. Never waits: a busy file is SQLite's error. */
export function openDatabase(file: string): DatabaseSync {
  // SQLite takes a file of a single byte for an empty one.
  if (statSync(file, { throwIfNoEntry: false })?.size === 1) throw new StorageProblem(NO_DATABASE);
  makeFolder(dirname(file));
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    // Looked at before anything is changed: it may be another program's.
    const isNew = atOnce(database, () => checkOwner(database));
    setUp(database, isNew);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Looks at one state of the file: another process may be making its tables. */
function atOnce<T>(database: DatabaseSync, look: () => T): T {
  database.exec("BEGIN");
  try {
    return look();
  } finally {
    database.exec("ROLLBACK");
  }
}

/** True when the database is empty. Throws when it is not ours. */
function checkOwner(database: DatabaseSync): boolean {
  const id = pragma(database, "application_id");
  const version = pragma(database, "user_version");
  if (id === APPLICATION_ID) {
    if (version === SCHEMA_VERSION) return false;
    throw new StorageProblem(
      `its tables are of version ${String(version)}, and this package knows ${String(SCHEMA_VERSION)}. Use the version of @tierkreis/storage-sqlite that wrote it, or choose another file.`,
    );
  }
  const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"];
  if (id === 0 && version === 0 && tables === 0) return true;
  throw new StorageProblem(
    "it is the SQLite database of another program, and was left as it is. Choose another file.",
  );
}

function setUp(database: DatabaseSync, isNew: boolean): void {
  const mode = pragma(database, "journal_mode = WAL");
  if (mode !== "wal") {
    throw new StorageProblem(
      `SQLite cannot keep a write-ahead log there (it keeps a ${String(mode)} journal), as on network file systems. Choose a file on a local disk.`,
    );
  }
  database.exec(SETTINGS);
  if (!isNew) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have been quicker.
    if (checkOwner(database)) database.exec(SCHEMA);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function pragma(database: DatabaseSync, text: string): unknown {
  const row = database.prepare(`PRAGMA ${text}`).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

/**
 * One level at a time: Node's own `recursive` never ends where a parent is there and takes no folders, as in `/proc`. That
 * it was made is brought to the disk at once: `sync` begins at the folder of the file.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
  const above = openSync(dirname(path), "r");
  try {
    fsyncSync(above);
  } finally {
    closeSync(above);
  }
}
