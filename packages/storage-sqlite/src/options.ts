import { resolve } from "node:path";

const BUSY_TIMEOUT = 30_000;

/** Where and how a `SqliteStorage` keeps its values. */
export interface SqliteStorageOptions {
  /**
   * The file of the database; made on the first write, with its folder. Relative to the current folder of the time when the
   * storage is constructed. Values above 64 kB lie beside it, in the folder `<file>-blobs`.
   */
  readonly file: string;
  /**
   * Milliseconds to wait while another process writes to the file, before a call fails. The event loop goes on meanwhile.
   *
   * @default 30_000
   */
  readonly busyTimeout?: number | undefined;
}

/** The options with every default filled in; the file is absolute. */
export interface ResolvedOptions {
  readonly file: string;
  readonly busyTimeout: number;
}

export function resolveOptions({ file, busyTimeout = BUSY_TIMEOUT }: SqliteStorageOptions): ResolvedOptions {
  if (typeof file !== "string" || file === "" || file.includes("\0"))
    throw new TypeError(`Expected the \`file\` option to be a path, got ${JSON.stringify(file)}.`);
  if (!Number.isFinite(busyTimeout) || busyTimeout < 0) {
    throw new TypeError(
      `Expected the \`busyTimeout\` option to be milliseconds, 0 or more, got ${String(busyTimeout)}.`,
    );
  }
  return { file: resolve(file), busyTimeout };
}
