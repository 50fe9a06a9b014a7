import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStorage, type FileStorageOptions } from "@tierkreis/storage-fs";
import { onTestFinished } from "vitest";

/** An empty folder that is gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "storage-fs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A storage in a folder of its own, closed after the test. */
export function tempStorage(options: FileStorageOptions = {}): { storage: FileStorage; directory: string } {
  const directory = options.directory ?? join(tempFolder(), "checkpoints");
  const storage = new FileStorage({ ...options, directory });
  onTestFinished(() => storage.close());
  return { storage, directory };
}

/** Paths of everything below the folder of temporary files, that of finished processes included. */
export function temporaryFiles(directory: string): string[] {
  try {
    const area = join(directory, ".tierkreis-tmp");
    return readdirSync(area).flatMap((own) =>
      readdirSync(join(area, own)).map((name) => join(area, own, name)),
    );
  } catch {
    return [];
  }
}

/** All keys, read in pages. */
export async function allKeys(storage: FileStorage, prefix = "", limit = 1000): Promise<string[]> {
  const keys: string[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const page = await storage.list(prefix, { after, limit });
    keys.push(...page.keys);
    after = page.next;
  }
  return keys;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export async function textOf(storage: FileStorage, key: string): Promise<string> {
  return new TextDecoder().decode(await storage.read(key));
}

export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
