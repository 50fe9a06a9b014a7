import { type CompilerHost, createSourceFile, NodeHost } from "@typespec/compiler";
import { $decorators } from "../decorators.ts";
import { $onValidate } from "../emitter.ts";
import { $lib } from "../lib.ts";
import { preludePath } from "../prelude.ts";
import { type Repair, repairDelimiters, withoutPreludeImport } from "./repair.ts";
import type { SourceFile } from "@typespec/compiler";

/** A file of the user's in which delimiters were missing. */
export interface RepairedFile {
  readonly file: SourceFile;
  readonly repairs: readonly Repair[];
}

/** The file system as the compiler sees it: schemas repaired, and the prelude there without anything being built. */
export function createHost(options: {
  /** Names that the schema declares itself, so the prelude does not. */
  readonly without: ReadonlySet<string>;
  readonly onRepair: (repaired: RepairedFile) => void;
}): CompilerHost {
  const libraryPath = preludePath.replace(/lib\/main\.tsp$/, "dist/index.js");
  const isFile = { isFile: () => true, isDirectory: () => false };
  return {
    ...NodeHost,
    getLibDirs: () => NodeHost.getLibDirs(),
    logSink: { log: () => undefined },
    stat: async (path) => (path === libraryPath ? isFile : NodeHost.stat(path)),
    realpath: async (path) => (path === libraryPath ? path : NodeHost.realpath(path)),
    getJsImport: async (path): Promise<Record<string, unknown>> =>
      path === libraryPath ? { $lib, $decorators, $onValidate } : NodeHost.getJsImport(path),
    readFile: async (path) => {
      const file = await NodeHost.readFile(path);
      if (path === preludePath) return createSourceFile(omit(file.text, options.without), path);
      if (!path.endsWith(".tsp") || /[\\/]node_modules[\\/]/.test(path)) return file;
      const repaired = repairDelimiters(withoutPreludeImport(file));
      if (repaired.repairs.length > 0) options.onRepair({ file, repairs: repaired.repairs });
      return repaired.file;
    },
  };
}

/** The prelude without the declarations of some names. Each of its declarations is one line. */
function omit(prelude: string, names: ReadonlySet<string>): string {
  return prelude.replaceAll(/^(?:scalar|extern dec) (\w+).*$/gm, (line, name: string) =>
    names.has(name) ? "" : line,
  );
}
