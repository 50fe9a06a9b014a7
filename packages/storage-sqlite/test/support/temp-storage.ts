import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SqliteStorage, type SqliteStorageOptions } from "@tierkreis/storage-sqlite";
import { onTestFinished, vi } from "vitest";
import { startProgram, type Program } from "../../../../scripts/testing/program.ts";

// Programs are started, on machines that do other things too.
vi.setConfig({ testTimeout: 60_000 });

/** An empty folder that is gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "storage-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A storage in a file of its own, closed after the test. */
export function tempStorage(options: Partial<SqliteStorageOptions> = {}): {
  readonly storage: SqliteStorage;
  readonly file: string;
} {
  const file = options.file ?? join(tempFolder(), "checkpoints.sqlite");
  const storage = new SqliteStorage({ ...options, file });
  onTestFinished(() => storage.close());
  return { storage, file };
}

/** The file as SQLite sees it, for a look behind the storage's back. */
export function opened(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}

/** Starts a program of `fixtures/`. */
export function start(fixture: string, ...args: readonly string[]): Program {
  return startProgram(join(import.meta.dirname, "..", "fixtures", fixture), args);
}

/** The files of large values, by their names below the folder. */
export function blobs(file: string): string[] {
  const folder = `${file}-blobs`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((owner) =>
    readdirSync(join(folder, owner)).map((name) => `${owner}/${name}`),
  );
}

/** How many rows each table has. */
export function rowCounts(file: string): Record<string, unknown> {
  const database = opened(file);
  const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()!["n"];
  const counts = ["entries", "contents", "shared", "garbage"].map((table) => [table, count(table)]);
  database.close();
  return Object.fromEntries(counts) as Record<string, unknown>;
}

/** All keys, read in pages. */
export async function allKeys(storage: SqliteStorage, prefix = "", limit = 1000): Promise<string[]> {
  const keys: string[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const page = await storage.list(prefix, { after, limit });
    keys.push(...page.keys);
    after = page.next;
  }
  return keys;
}

/** Of this size, each byte the same. */
export const value = (size: number, byte = 1): Uint8Array => new Uint8Array(size).fill(byte);

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export async function textOf(storage: SqliteStorage, key: string): Promise<string> {
  return new TextDecoder().decode(await storage.read(key));
}

export async function* pieces(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}
