import { realpathSync } from "node:fs";
import { registerHooks } from "node:module";
import { ModuleVersion } from "./module-version.ts";

/** A module that was imported, and its address. */
export interface ImportedModule {
  readonly url: string;
  readonly exports: object;
}

/** The version that was imported last, by its file; like Node's modules, of the whole process. */
const latest = new Map<string, ModuleVersion>();
/** The version that a module belongs to, by address. */
const owners = new Map<string, ModuleVersion>();
let hooked = false;

/**
 * Imports the module of a worker, again when it or a module beside it that it imports has changed since the last time. A
 * version that was replaced stays in memory: Node forgets no module.
 */
export async function importFresh(path: string, folder: string): Promise<ImportedModule> {
  const file = realpathSync.native(path);
  const last = latest.get(file);
  const version =
    last === undefined
      ? new ModuleVersion(file, realpathSync.native(folder), 0)
      : last.isCurrent()
        ? last
        : last.next(file);
  latest.set(file, version);
  owners.set(version.url, version);
  if (!hooked) hookImports();
  hooked = true;
  try {
    return { url: version.url, exports: (await import(/* @vite-ignore */ version.url)) as object };
  } catch (error) {
    // Node keeps failures too. What was missing may be there the next time.
    if (latest.get(file) === version) latest.set(file, version.next(file));
    throw error;
  }
}

/** What a worker's module imports of its own folder is of the same version. */
function hookImports(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const version = context.parentURL === undefined ? undefined : owners.get(context.parentURL);
      if (version?.holds(resolved.url) !== true) return resolved;
      const url = version.take(resolved.url);
      // CommonJS modules are known by their paths.
      if (context.conditions.includes("require")) return resolved;
      owners.set(url, version);
      return { ...resolved, url };
    },
  });
}
