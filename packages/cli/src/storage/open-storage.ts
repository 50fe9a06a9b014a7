import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { messageOf, TierkreisError, type Storage } from "@tierkreis/core";
import type { StorageFactory } from "../config/config.ts";
import type { Settings } from "../config/settings.ts";
import { usageError } from "../usage-error.ts";

interface Scheme {
  /** How it is written. */
  readonly form: string;
  /** Makes the storage. The driver is loaded here. */
  readonly open: StorageFactory;
}

const schemes: Readonly<Record<string, Scheme>> = {
  fs: {
    form: "fs:PATH",
    open: async (path, { folder }) => {
      const { FileStorage } = await import("@tierkreis/storage-fs");
      return new FileStorage(path === "" ? {} : { directory: pathOf(path, folder) });
    },
  },
  sqlite: {
    form: "sqlite:FILE",
    open: async (file, { folder }) => {
      if (file === "") throw usageError("Which file? Write sqlite:FILE, such as sqlite:checkpoints.sqlite.");
      const { SqliteStorage } = await import("@tierkreis/storage-sqlite");
      return new SqliteStorage({ file: pathOf(file, folder) });
    },
  },
  memory: {
    form: "memory:",
    open: async (rest) => {
      if (rest !== "")
        throw usageError(`Nothing comes behind memory:, and there is ${JSON.stringify(rest)}.`);
      const { MemoryStorage } = await import("@tierkreis/storage-memory");
      return new MemoryStorage();
    },
  },
};

/** The folder or file of a storage of ours, where the settings name one; `undefined` for other schemes. */
export function placeOfStorage({
  storage,
  config,
}: Pick<Settings, "storage" | "config">): string | undefined {
  const [, scheme = "", rest = ""] = /^(fs|sqlite):(.+)$/s.exec(storage.value) ?? [];
  if (rest === "" || Object.hasOwn(config?.config.storages ?? {}, scheme)) return undefined;
  return pathOf(rest, storage.folder);
}

/** The storage that the settings name. */
export async function openStorage({
  storage,
  config,
}: Pick<Settings, "storage" | "config">): Promise<Storage> {
  const { value: text, folder } = storage;
  const [, name = "", rest = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(text) ?? [];
  const registered = config?.config.storages ?? {};
  if (Object.hasOwn(registered, name) && registered[name] !== undefined) {
    return opened(text, () => registered[name]?.(rest, { folder }));
  }
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (scheme !== undefined) return scheme.open(rest, { folder });
  const forms = [
    ...Object.values(schemes).map(({ form }) => form),
    ...Object.keys(registered).map((one) => `${one}:...`),
  ];
  const hint = name === "" ? ` For a folder, write fs:${text}.` : "";
  throw usageError(`There is no storage ${JSON.stringify(text)}. There is: ${forms.join(", ")}.${hint}`);
}

async function opened(text: string, open: () => ReturnType<StorageFactory> | undefined): Promise<Storage> {
  let storage: Storage | undefined;
  try {
    storage = await open();
  } catch (error) {
    if (TierkreisError.isInstance(error)) throw error;
    throw usageError(`The storage ${text} of the configuration could not be opened: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (storage === undefined) throw usageError(`The configuration gives no storage for ${text}.`);
  return storage;
}

/** `~` is the home folder: a shell does not replace it behind `fs:`. */
function pathOf(path: string, folder: string): string {
  if (path === "~" || path.startsWith("~/")) return join(homedir(), path.slice(1));
  return isAbsolute(path) || folder === process.cwd() ? path : join(folder, path);
}
