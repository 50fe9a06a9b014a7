import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ApiEntry } from "./api-report.ts";
import { root } from "./root.ts";

const manifestSchema = z.object({
  name: z.string(),
  publishConfig: z.object({
    exports: z.record(z.string(), z.union([z.string(), z.object({ types: z.string() })])),
  }),
});

/** `export * as builtins` can only be shown with what it hands on. */
const bundled: Readonly<Record<string, readonly string[]>> = { tierkreis: ["@tierkreis/builtins"] };

/** Every entry with types of every package. Throws where one has not been built. */
export function apiEntries(): ApiEntry[] {
  const packages = join(root, "packages");
  const folders = readdirSync(packages).filter((name) => existsSync(join(packages, name, "package.json")));
  return folders.flatMap((name) => entriesOf(join(packages, name)));
}

function entriesOf(folder: string): ApiEntry[] {
  const { name, publishConfig } = manifestSchema.parse(
    JSON.parse(readFileSync(join(folder, "package.json"), "utf8")),
  );
  return Object.entries(publishConfig.exports).flatMap(([subpath, target]) => {
    if (typeof target === "string") return [];
    const types = join(folder, target.types);
    if (!existsSync(types)) throw new Error(`There is no ${types}. Run \`pnpm build\` first.`);
    return [{ specifier: join(name, subpath), folder, types, bundled: bundled[name] ?? [] }];
  });
}
