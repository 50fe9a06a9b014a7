import type * as Sqlite from "node:sqlite";

/**
 * Node's own SQLite. Node 22 warns on standard error, once and when it is loaded, that it is experimental; later versions do
 * not, and what we use is the same in both. That one warning is held back: loading is synchronous, so no other can come.
 */
export function loadSqlite(): typeof Sqlite {
  const own = Object.getOwnPropertyDescriptor(process, "emitWarning") ?? {};
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    Object.defineProperty(process, "emitWarning", own);
  }
}
