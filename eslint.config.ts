import vitest from "@vitest/eslint-plugin";
import { defineConfig, globalIgnores } from "eslint/config";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";
import { arrowsRule } from "./scripts/lint/arrows.ts";
import { fileNameRule } from "./scripts/lint/file-name.ts";

const tests = ["**/test/**/*.ts", "**/*.test.ts", "**/*.test-d.ts"];
const programs = [
  "packages/cli/**",
  "examples/**",
  "example_workers/**",
  "benchmarks/**",
  "chaos/**",
  "scripts/**",
  "third-party/**",
];

/** Node 22 runs our sources as they are, and does not know this syntax yet. */
const notInNode22 = [
  {
    selector: "VariableDeclaration[kind=/using/]",
    message: "Node 22 does not know `using`: use try and finally.",
  },
];

export default defineConfig(
  globalIgnores([
    "**/dist/",
    "**/coverage/",
    "**/.venv/",
    ".cache/",
    ".tools/",
    "example_workers/*/api.ts",
    "packages/cli/templates/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{ts,mjs}"],
    plugins: { tierkreis: { rules: { arrows: arrowsRule, "file-name": fileNameRule } } },
    rules: { "tierkreis/arrows": "error", "tierkreis/file-name": "error" },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { "import-x": importX },
    languageOptions: {
      parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    settings: {
      "import-x/resolver-next": [
        createTypeScriptImportResolver({
          project: "./tsconfig.json",
          conditionNames: ["@tierkreis/source", "types", "node", "import", "default"],
        }),
      ],
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/max-params": ["error", { max: 3 }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/only-throw-error": [
        "error",
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      // Contracts are typed with promises, bodies may be synchronous.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      eqeqeq: "error",
      "import-x/no-cycle": "error",
      "import-x/no-default-export": "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "no-restricted-syntax": ["error", ...notInNode22],
    },
  },
  {
    files: ["**/index.ts"],
    rules: { "no-restricted-syntax": ["error", ...notInNode22, "ExportAllDeclaration[exported=null]"] },
  },
  { files: ["**/*.config.ts"], rules: { "import-x/no-default-export": "off" } },
  { files: programs, rules: { "no-console": "off" } },
  {
    files: tests,
    extends: [vitest.configs.recommended],
    rules: {
      "@typescript-eslint/max-params": "off",
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/unbound-method": "off",
      "vitest/consistent-test-it": ["error", { fn: "it", withinDescribe: "it" }],
      "vitest/expect-expect": ["error", { assertFunctionNames: ["expect*", "assert*", "fc.assert"] }],
      "vitest/no-disabled-tests": "error",
      "vitest/no-focused-tests": "error",
    },
  },
  {
    // Its tests come from the suites of core, with names and assertions of their own.
    files: ["**/conformance*.test.ts"],
    rules: { "vitest/expect-expect": "off", "vitest/valid-title": "off" },
  },
  {
    files: ["**/*.test-d.ts"],
    rules: {
      "@typescript-eslint/ban-ts-comment": "off",
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-floating-promises": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
);
