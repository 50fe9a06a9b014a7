import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ESLint, Linter } from "eslint";
import tseslint from "typescript-eslint";
import { expect, it } from "vitest";
import { z } from "zod";
import { arrowsRule, forbiddenImport } from "./arrows.ts";

const root = join(import.meta.dirname, "..", "..");

const complaint = (file: string, specifier: string): string | undefined =>
  forbiddenImport(root, join(root, file), specifier);

it.each([
  ["packages/core/src/a.ts", "@tierkreis/builder"],
  ["packages/builder/src/a.ts", "@tierkreis/controller"],
  ["packages/builder/test/a.test.ts", "@tierkreis/controller"],
  ["packages/controller/src/a.ts", "@tierkreis/builder"],
  ["packages/controller/src/a.ts", "@tierkreis/storage-fs"],
  ["packages/builder/src/a.ts", "@tierkreis/process"],
  ["packages/storage-fs/src/a.ts", "@tierkreis/process"],
  ["packages/storage-sqlite/src/a.ts", "@tierkreis/storage-fs"],
  ["packages/executor-uv/src/a.ts", "@tierkreis/executor-shell"],
  ["packages/process/src/a.ts", "@tierkreis/controller"],
  ["packages/cli/src/a.ts", "tierkreis"],
  ["packages/unheard-of/src/a.ts", "@tierkreis/core"],
  ["packages/builder/src/a.ts", "@tierkreis/core/src/graph.ts"],
  ["examples/a.ts", "@tierkreis/core/dist/index.js"],
  ["examples/a.ts", "../packages/core/src/index.ts"],
  ["packages/builder/src/a.ts", "../../core/src/index.ts"],
  ["packages/builder/src/a.ts", "../../../scripts/lib/uv.ts"],
  ["packages/builder/test/a.test.ts", "../../../turbo.json"],
])("forbids %s to import %s", (file, specifier) => {
  expect(complaint(file, specifier)).toBeTypeOf("string");
});

it.each([
  ["packages/builder/src/a.ts", "@tierkreis/core"],
  ["packages/storage-fs/test/conformance.test.ts", "@tierkreis/core/conformance"],
  ["packages/executor-uv/src/a.ts", "@tierkreis/process"],
  ["packages/controller/src/a.ts", "@tierkreis/process"],
  ["packages/executor-uv/test/a.test.ts", "../../../scripts/lib/uv.ts"],
  ["packages/core/test/a.test.ts", "../src/value/value.ts"],
  ["packages/cli/src/a.ts", "@tierkreis/storage-sqlite"],
  ["packages/tierkreis/src/index.ts", "@tierkreis/cli"],
  ["packages/core/src/a.ts", "zod"],
  ["examples/a.ts", "@tierkreis/controller"],
  ["examples/a.ts", "../example_workers/openssl_worker/api.ts"],
])("lets %s import %s", (file, specifier) => {
  expect(complaint(file, specifier)).toBeUndefined();
});

it.each([
  'import { a } from "@tierkreis/controller";',
  'import type { A } from "@tierkreis/controller";',
  'import "@tierkreis/controller";',
  'export { a } from "@tierkreis/controller";',
  'export * from "@tierkreis/controller";',
  'const a = await import("@tierkreis/controller");',
  'type A = import("@tierkreis/controller").A;',
])("sees the forbidden import in %s", (code) => {
  const config: Linter.Config = {
    files: ["**/*.ts"],
    languageOptions: { parser: tseslint.parser },
    plugins: { tierkreis: { rules: { arrows: arrowsRule } } },
    rules: { "tierkreis/arrows": "error" },
  };
  const messages = new Linter({ cwd: root }).verify(code, [config], join(root, "packages/builder/src/a.ts"));
  expect(messages.map((message) => message.ruleId)).toEqual(["tierkreis/arrows"]);
});

it("is switched on for every package", async () => {
  const config: unknown = await new ESLint({ cwd: root }).calculateConfigForFile(
    "packages/builder/src/index.ts",
  );
  expect(config).toHaveProperty(["rules", "tierkreis/arrows", 0], 2);
});

it("holds for what each package.json depends on", () => {
  const manifest = z.object({
    dependencies: z.record(z.string(), z.string()).default({}),
    peerDependencies: z.record(z.string(), z.string()).default({}),
    devDependencies: z.record(z.string(), z.string()).default({}),
  });
  const complaints = readdirSync(join(root, "packages")).flatMap((folder) => {
    const file = join("packages", folder, "package.json");
    const all = manifest.parse(JSON.parse(readFileSync(join(root, file), "utf8")));
    const names = Object.keys({ ...all.dependencies, ...all.peerDependencies, ...all.devDependencies });
    return names.flatMap((name) => complaint(file, name) ?? []);
  });
  expect(complaints).toEqual([]);
});
