// P7: what starting costs, and how much is installed. Measured is what is built, as users have it.
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { root } from "../../scripts/lib/root.ts";
import type { Contest, Ground } from "../frame/measure.ts";
import { milliseconds } from "../frame/stopwatch.ts";

const minimal = ["builder", "controller", "storage-fs", "executor-shell"] as const;

export function contests({ quick }: Ground): Contest[] {
  const rounds = quick ? 3 : 15;
  const node = (...args: string[]) => {
    // Without the conditions of this process, which stand for sources.
    const options = { cwd: join(root, "benchmarks"), env: { NODE_OPTIONS: "" }, stdin: "ignore" } as const;
    return () => milliseconds(() => execa(process.execPath, args, options));
  };
  const imports = (...names: string[]) =>
    node("--input-type=module", "-e", names.map((name) => `import ${JSON.stringify(name)};`).join("\n"));
  return [
    {
      rounds,
      subjects: () => ({ help: node(built("cli", "main.js"), "--help"), nothing: node("-e", "0") }),
      figures: [
        {
          id: "P7 tkr --help",
          what: "tkr --help",
          unit: "ms",
          of: "help",
          against: ["nothing", "node -e 0"],
          goal: { value: 100 },
        },
      ],
    },
    {
      rounds,
      subjects: () => ({
        ours: imports(...minimal.map((name) => `@tierkreis/${name}`)),
        zod: imports("zod"),
      }),
      figures: [
        {
          id: "P7 import",
          what: `importing ${minimal.join(", ")}`,
          unit: "ms",
          of: "ours",
          against: ["zod", "importing zod"],
          goal: { beyond: 60 },
        },
      ],
    },
    {
      rounds: 1,
      warmUp: 0,
      subjects: () => ({ size: installedMegabytes }),
      figures: [
        {
          id: "P7 installed",
          what: `${minimal.join(", ")} and all they need, zod too`,
          unit: "MB",
          of: "size",
          goal: { value: 10 },
        },
      ],
    },
  ];
}

function built(name: string, file: string): string {
  const path = join(root, "packages", name, "dist", file);
  if (!existsSync(path)) throw new Error(`There is no ${path}: run \`pnpm build\` first.`);
  return path;
}

/** What an install of the minimal packages puts on the disk: of ours the files that are packed, of others their folders. */
async function installedMegabytes(): Promise<number> {
  const folders = new Set<string>();
  const waiting = minimal.map((name) => join(root, "packages", name));
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (folders.has(folder)) continue;
    folders.add(folder);
    for (const name of neededBy(folder)) waiting.push(findPackage(name, folder));
  }
  const sizes = await Promise.all([...folders].map(sizeOf));
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
}

function neededBy(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
  const { dependencies = {}, peerDependencies = {} } = manifest as Record<string, Record<string, string>>;
  return Object.keys({ ...dependencies, ...peerDependencies });
}

/** Where Node would find it: in the first `node_modules` upwards. */
function findPackage(name: string, from: string): string {
  const folder = join(from, "node_modules", name);
  if (existsSync(folder)) return realpathSync(folder);
  if (dirname(from) === from) throw new Error(`${name} is not installed.`);
  return findPackage(name, dirname(from));
}

async function sizeOf(folder: string): Promise<number> {
  if (!folder.startsWith(join(root, "packages"))) return treeSize(folder);
  const { stdout } = await execa("npm", ["pack", "--dry-run", "--json"], { cwd: folder });
  const [packed] = JSON.parse(stdout) as { readonly unpackedSize: number }[];
  if (packed === undefined) throw new Error(`npm packs nothing of ${folder}.`);
  return packed.unpackedSize;
}

function treeSize(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules")
    .map((entry) => join(folder, entry.name))
    .reduce((sum, path) => sum + (statSync(path).isDirectory() ? treeSize(path) : statSync(path).size), 0);
}
