import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { execa } from "execa";

/** The newest Python 3 whose own executable (`python3.N`) is looked for on PATH. */
const newestMinor = 20;

/** How the scripts here look at the machine; tests give their own. */
export interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
}

const searchPath = (env: NodeJS.ProcessEnv): string[] => (env["PATH"] ?? "").split(delimiter).filter(Boolean);

const compareVersions = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

/** What `python` says of itself; undefined when it does not run, as with pyenv's shims of versions not chosen. */
async function versionOf(python: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const program = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
  const result = await execa(python, ["-c", program], {
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  return result.failed ? undefined : result.stdout.trim();
}

/** The `versions` folders of pyenv: where it says, in the home folder, or beside its shims or program on PATH. */
function pyenvVersions(env: NodeJS.ProcessEnv): string[] {
  const onPath = searchPath(env).filter(
    (folder) => basename(folder) === "shims" || existsSync(join(folder, "pyenv")),
  );
  const roots = [env["PYENV_ROOT"], join(env["HOME"] ?? homedir(), ".pyenv"), ...onPath.map(dirname)];
  const folders = roots.flatMap((pyenv) => (pyenv ? [join(pyenv, "versions")] : []));
  return [...new Set(folders)].filter((folder) => existsSync(folder));
}

function* candidates(env: NodeJS.ProcessEnv): Generator<string> {
  const minors = Array.from({ length: newestMinor + 1 }, (_, n) => `python3.${newestMinor - n}`);
  for (const name of ["python3", ...minors]) {
    for (const folder of searchPath(env)) {
      if (existsSync(join(folder, name))) yield join(folder, name);
    }
  }
  for (const folder of pyenvVersions(env)) {
    const versions = readdirSync(folder).filter((name) => name.startsWith("3."));
    for (const version of versions.sort(compareVersions).reverse())
      yield join(folder, version, "bin", "python3");
  }
}

/**
 * The first Python of at least version `minimum` (`"3.12"`) on PATH, else the newest that pyenv has; undefined when
 * there is none.
 */
export async function findPython(
  minimum: string,
  { env = process.env }: Surroundings = {},
): Promise<string | undefined> {
  for (const python of candidates(env)) {
    const version = await versionOf(python, env);
    if (version !== undefined && compareVersions(version, minimum) >= 0) return python;
  }
  return undefined;
}
