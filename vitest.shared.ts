import { join } from "node:path";
import { defaultServerConditions } from "vite";
import { defineProject, type UserProjectConfigExport } from "vitest/config";

const root = import.meta.dirname;

/** Puts uv on the PATH of the tests. */
export const uvSetup = join(root, "scripts", "lib", "vitest-uv.ts");

/** Node's own conditions. Vite's `module` is for bundlers: Node must not load what stands there. */
const conditions = [
  "@tierkreis/source",
  ...defaultServerConditions.filter((condition) => condition !== "module"),
];

/** How every test finds the workspace's packages: by their sources, so that nothing has to be built first. */
export const fromSource = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

/** A test says nothing about time: on a busy machine one of a second may take half a minute. In milliseconds. */
export const patience = { testTimeout: 60_000, hookTimeout: 120_000 };

export interface PackageTestsOptions {
  /** Whether the tests run uv: it is then put on PATH first, installed where it is missing. */
  readonly uv?: boolean;
  /** Whether Node itself imports the tests and what they import, by its own rules, and not Vite. */
  readonly native?: boolean;
}

/** Node finds the workspace's packages by their sources, as Vite does. */
const importedByNode = {
  experimental: { viteModuleRunner: false },
  execArgv: ["--conditions=@tierkreis/source"],
};

/**
 * The tests of the package in `folder`. Its type tests are run here only when vitest was started in that folder:
 * from the root, one compiler checks those of all packages together.
 */
export function packageTests(
  folder: string,
  { uv = false, native = false }: PackageTestsOptions = {},
): UserProjectConfigExport {
  const alone = process.cwd() === folder;
  return defineProject({
    ...fromSource,
    test: {
      ...patience,
      name: folder.slice(join(root, "packages").length + 1),
      include: ["test/**/*.test.ts"],
      globalSetup: uv ? [uvSetup] : [],
      ...(native ? importedByNode : {}),
      typecheck: {
        enabled: alone,
        include: ["test/**/*.test-d.ts"],
        tsconfig: join(root, "tsconfig.json"),
      },
    },
  });
}
