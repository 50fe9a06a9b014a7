import type { Storage } from "@tierkreis/core";
import { usageError } from "../usage-error.ts";

interface Scheme {
  /** How it is written. */
  readonly form: string;
  /** Makes the storage from what stands behind the colon. The driver is loaded here. */
  readonly open: (rest: string) => Promise<Storage>;
}

const schemes: Readonly<Record<string, Scheme>> = {
  fs: {
    form: "fs:PATH",
    open: async (path) => {
      const { FileStorage } = await import("@tierkreis/storage-fs");
      return new FileStorage(path === "" ? {} : { directory: path });
    },
  },
  sqlite: {
    form: "sqlite:FILE",
    open: async (file) => {
      if (file === "") throw usageError("Which file? Write sqlite:FILE, such as sqlite:checkpoints.sqlite.");
      const { SqliteStorage } = await import("@tierkreis/storage-sqlite");
      return new SqliteStorage({ file });
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

/** The storage that `<scheme>:<rest>` names; without one, files in `TKR_DIR` or `~/.tierkreis/checkpoints`. */
export async function openStorage(text = "fs:"): Promise<Storage> {
  const [, name = "", rest = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(text) ?? [];
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (scheme !== undefined) return scheme.open(rest);
  const forms = Object.values(schemes).map(({ form }) => form);
  const hint = name === "" ? ` For a folder, write fs:${text}.` : "";
  throw usageError(`There is no storage ${JSON.stringify(text)}. There is: ${forms.join(", ")}.${hint}`);
}
