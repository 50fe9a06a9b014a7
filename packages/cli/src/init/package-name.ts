import { usageError } from "../usage-error.ts";

const valid = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const MOST = 214;

/** A package can not be called as one that it installs, or as npm's own folder. */
const taken = ["node_modules", "tierkreis", "typescript", "vitest", "zod"];

/** The name of a package that a folder's name gives: in small letters, what no package may be called left out. */
export function packageNameOf(folder: string): string {
  const name = folder
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, "-")
    .replace(/^[-._~]+/, "")
    .slice(0, MOST)
    .replace(/[-._~]+$/, "");
  if (name === "") return "tierkreis-project";
  return taken.includes(name) ? `${name}-project` : name;
}

/** Throws `TKR_USAGE` for what is no name of a package, with one that is. */
export function checkPackageName(name: string): void {
  if (valid.test(name) && name.length <= MOST && !taken.includes(name)) return;
  throw usageError(
    `${JSON.stringify(name)} can not be the name of a package: use small letters, digits, "-", "." and "_", and no name that the project installs. ${packageNameOf(name)} would do.`,
  );
}
