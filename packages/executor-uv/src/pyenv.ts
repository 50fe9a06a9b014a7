import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";

/** The `bin` folders of the Python versions that pyenv has, newest first: where it says, in the home folder, or beside its shims on `PATH`. */
export function pyenvFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  const shims = (env["PATH"] ?? "").split(delimiter).filter((folder) => basename(folder) === "shims");
  const roots = [
    env["PYENV_ROOT"],
    join(env["HOME"] ?? homedir(), ".pyenv"),
    ...shims.map((folder) => dirname(folder)),
  ];
  const folders = [...new Set(roots)].flatMap((root) => (root ? [join(root, "versions")] : []));
  return folders.filter((folder) => existsSync(folder)).flatMap((folder) => versionsIn(folder));
}

function versionsIn(folder: string): string[] {
  const versions = readdirSync(folder).filter((name) => /^3\.\d+\.\d+$/.test(name));
  const newestFirst = versions.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  return newestFirst.map((version) => join(folder, version, "bin"));
}
