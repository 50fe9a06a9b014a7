import { dirname, join, relative, resolve, sep } from "node:path";
import type { Rule } from "eslint";

/**
 * Which of our packages a folder may import; `*` stands for any ending. What puts parts together may import all,
 * everything else only what stands here. The first row that fits a folder counts.
 */
const arrows: readonly (readonly [folder: string, mayImport: readonly string[]])[] = [
  ["core", []],
  ["process", ["core"]],
  ["builtins", ["core"]],
  ["typespec-codegen", ["core"]],
  ["builder", ["core", "builtins"]],
  ["controller", ["core", "builtins", "process"]],
  ["storage-*", ["core"]],
  ["executor-*", ["core", "process"]],
  [
    "cli",
    ["core", "builder", "controller", "builtins", "process", "typespec-codegen", "storage-*", "executor-*"],
  ],
  ["tierkreis", ["*"]],
];

/** Folders beside the packages that their tests and set-up files may reach by path. */
const sharedByTests = ["scripts", "example_workers", "vitest.shared.ts"];

const fits = (pattern: string, folder: string): boolean =>
  pattern.endsWith("*") ? folder.startsWith(pattern.slice(0, -1)) : pattern === folder;

/** The package in whose folder `path` (relative to the workspace) lies. */
function packageFolder(path: string): string | undefined {
  const [top, folder] = path.split(sep);
  return top === "packages" ? folder : undefined;
}

/** What is wrong with importing `specifier` in `file` (an absolute path), if anything. */
export function forbiddenImport(root: string, file: string, specifier: string): string | undefined {
  const path = relative(root, file);
  const from = packageFolder(path);
  return specifier.startsWith(".")
    ? forbiddenPath(relative(root, resolve(dirname(file), specifier)), path, from)
    : forbiddenName(specifier, from);
}

function forbiddenPath(target: string, path: string, from: string | undefined): string | undefined {
  const to = packageFolder(target);
  if (to !== from && to !== undefined) return `Import the package of packages/${to} by its name.`;
  if (from === undefined || to === from) return undefined;
  const inSource = path.startsWith(join("packages", from, "src"));
  const shared = sharedByTests.some((name) => target === name || target.startsWith(name + sep));
  return inSource || !shared
    ? `packages/${from} may not import "${target}", which is outside of it.`
    : undefined;
}

function forbiddenName(specifier: string, from: string | undefined): string | undefined {
  const [, scoped, plain, subpath] = /^(?:@tierkreis\/([^/]+)|(tierkreis))(?:\/(.*))?$/.exec(specifier) ?? [];
  const to = scoped ?? plain;
  if (to === undefined) return undefined;
  if (subpath !== undefined && /^(src|dist|internal)(\/|$)/.test(subpath)) {
    return `"${specifier}" is the inside of a package: import what its index exports.`;
  }
  if (from === undefined || from === to) return undefined;
  const row = arrows.find(([folder]) => fits(folder, from));
  if (row === undefined) return `packages/${from} has no row in scripts/lint/arrows.ts: add one.`;
  const [, mayImport] = row;
  if (mayImport.some((pattern) => fits(pattern, to))) return undefined;
  return `packages/${from} may not import "${specifier}", only ${mayImport.join(", ") || "nothing of ours"}.`;
}

/** Holds the packages to the arrows above, in every form an import can have. */
export const arrowsRule: Rule.RuleModule = {
  meta: { type: "problem", schema: [], messages: { forbidden: "{{why}}" } },
  create(context) {
    const check = (node: Rule.Node, source: unknown): void => {
      if (typeof source !== "string") return;
      const why = forbiddenImport(context.cwd, context.filename, source);
      if (why !== undefined) context.report({ node, messageId: "forbidden", data: { why } });
    };
    const checkSource = (node: Rule.Node): void => {
      if ("source" in node && node.source)
        check(node, "value" in node.source ? node.source.value : undefined);
    };
    return {
      ImportDeclaration: checkSource,
      ExportNamedDeclaration: checkSource,
      ExportAllDeclaration: checkSource,
      ImportExpression: checkSource,
      TSImportType: checkSource,
    };
  },
};
