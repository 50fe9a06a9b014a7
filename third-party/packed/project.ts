import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";

export type Manager = "npm" | "pnpm";

/** What a project is installed by, and from. */
export interface ProjectOptions {
  readonly manager: Manager;
  readonly registry: string;
  /** What the user asks for, as on the command line. */
  readonly packages: readonly string[];
}

/** How a program ended. */
export interface ProgramResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project outside of this workspace, as a user has one. */
export interface Project {
  readonly folder: string;
  /** Runs a program in it, as a user does; its end is the test's to judge. */
  run(
    program: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<ProgramResult>;
  remove(): Promise<void>;
}

/** TypeSpec 1.17 asks for a newer one, which has a fault: see `pnpm-workspace.yaml`. */
export const OVERRIDES = { "@babel/code-frame": "^7.29.0" };

/** Nothing of a package is hoisted: it finds what it declares, and nothing else. */
const STRICT = { hoist: false, strictPeerDependencies: true, overrides: OVERRIDES };

/** Makes a project and installs packages into it, with no network and no trace outside of it. */
export async function makeProject({ manager, registry, packages }: ProjectOptions): Promise<Project> {
  const home = await realpath(await mkdtemp(join(tmpdir(), `tierkreis-${manager}-`)));
  const folder = join(home, "project");
  const run: Project["run"] = async (program, args, more = {}) => {
    const env = { ...process.env, ...ownHome(home), ...more };
    const { exitCode, stdout, stderr } = await execa(program, args, {
      ...{ cwd: folder, env, extendEnv: false, stdin: "ignore", reject: false },
    });
    return { exitCode, stdout, stderr };
  };
  const project = { folder, run, remove: () => rm(home, { recursive: true, force: true, maxRetries: 3 }) };
  await mkdir(folder);
  const files = {
    "package.json": {
      name: "stranger",
      version: "1.0.0",
      private: true,
      type: "module",
      overrides: OVERRIDES,
    },
    "pnpm-workspace.yaml": STRICT,
  };
  for (const [name, value] of Object.entries(files))
    await writeFile(join(folder, name), JSON.stringify(value));
  await writeFile(join(folder, ".npmrc"), `registry=${registry}\naudit=false\nfund=false\n`);
  await install(project, manager, packages);
  return project;
}

async function install(project: Project, manager: Manager, packages: readonly string[]): Promise<void> {
  const end = await project.run(manager, [manager === "npm" ? "install" : "add", ...packages]);
  if (end.exitCode === 0) return;
  await project.remove();
  throw new Error(`${manager} could not install ${packages.join(" ")}:\n${end.stdout}\n${end.stderr}`);
}

/** A home folder for the installer alone; nothing that the one who runs the tests has set up counts. */
function ownHome(home: string): Record<string, string | undefined> {
  const own = Object.keys(process.env).filter((name) => /^(p?npm_|XDG_|NODE_OPTIONS$|INIT_CWD$)/i.test(name));
  return {
    ...Object.fromEntries(own.map((name) => [name, undefined])),
    HOME: home,
    PATH: [dirname(process.execPath), process.env["PATH"]].join(":"),
  };
}
