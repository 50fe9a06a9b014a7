import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where and how a `FileStorage` keeps its values. */
export interface FileStorageOptions {
  /**
   * The folder that holds the checkpoints; made on the first write. Relative to the current folder of the time when the
   * storage is constructed.
   *
   * @default the environment's `TKR_DIR`, else `~/.tierkreis/checkpoints`
   */
  readonly directory?: string | undefined;
  /**
   * Makes `sync` reach the disk, so that what was written before it survives a power loss. Without it `sync` costs nothing
   * and values survive a crash of the process only.
   *
   * @default false
   */
  readonly fsync?: boolean | undefined;
}

/** The options with every default filled in; the directory is absolute. */
export interface ResolvedOptions {
  readonly directory: string;
  readonly fsync: boolean;
}

export function resolveOptions(options: FileStorageOptions): ResolvedOptions {
  const { directory, fsync = false } = options;
  if (
    directory !== undefined &&
    (typeof directory !== "string" || directory === "" || directory.includes("\0"))
  ) {
    throw new TypeError(`Expected the \`directory\` option to be a path, got ${JSON.stringify(directory)}.`);
  }
  if (typeof fsync !== "boolean") {
    throw new TypeError(`Expected the \`fsync\` option to be true or false, got ${JSON.stringify(fsync)}.`);
  }
  return { directory: resolve(directory ?? defaultDirectory()), fsync };
}

function defaultDirectory(): string {
  const fromEnvironment = process.env["TKR_DIR"];
  if (fromEnvironment !== undefined && fromEnvironment !== "") return fromEnvironment;
  return join(homedir(), ".tierkreis", "checkpoints");
}
