import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { temporaryFolder } from "../testing/prepare-task.ts";
import { apiReport, type ApiEntry } from "./api-report.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A package with these declarations, by the name of their file. */
function packageOf(declarations: Readonly<Record<string, string>>): ApiEntry {
  const folder = temporaryFolder("tierkreis-api-");
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "toy", version: "1.0.0", type: "module" }),
  );
  mkdirSync(join(folder, "dist"));
  for (const [name, text] of Object.entries(declarations)) writeFileSync(join(folder, "dist", name), text);
  return { specifier: "toy", folder, types: join(folder, "dist", "index.d.ts") };
}

it("writes the report when told to, and finds no difference then", () => {
  const entry = packageOf({ "index.d.ts": "export declare function f(a: string): void;\n" });
  expect(apiReport(entry, { accept: false }).difference).not.toBe("");
  const { file, problems, names } = apiReport(entry, { accept: true });
  expect(problems).toEqual([]);
  expect(names).toEqual(["f"]);
  expect(readFileSync(file, "utf8")).toContain("export function f(a: string): void;");
  expect(apiReport(entry, { accept: false }).difference).toBe("");
});

it("shows how a signature has changed, and leaves the report alone", () => {
  const entry = packageOf({ "index.d.ts": "export declare function f(a: string): void;\n" });
  const { file } = apiReport(entry, { accept: true });
  const committed = readFileSync(file, "utf8");
  writeFileSync(entry.types, "export declare function f(a: number): void;\n");
  const { difference } = apiReport(entry, { accept: false });
  expect(difference).toMatch(/^-export function f\(a: string\): void;$/m);
  expect(difference).toMatch(/^\+export function f\(a: number\): void;$/m);
  expect(readFileSync(file, "utf8")).toBe(committed);
});

it("names what a public signature speaks of and nobody can import, also when told to write", () => {
  const entry = packageOf({
    "index.d.ts": 'export { f } from "./f.ts";\n',
    "f.d.ts": "export interface Hidden { a: string }\nexport declare function f(): Hidden;\n",
  });
  const { problems } = apiReport(entry, { accept: true });
  expect(problems).toEqual([
    expect.stringMatching(/f\.d\.ts:2: .* speaks of Hidden, which "toy" does not export/),
  ]);
});

it("lets an entry speak of what the main one exports, by whatever name the report has for it", () => {
  const entry = packageOf({
    "index.d.ts": 'import type { Storage } from "./storage.ts";\nexport declare function f(): Storage;\n',
    "storage.d.ts": "export interface Storage { a: string }\n",
  });
  expect(apiReport(entry, { accept: true }).problems).toHaveLength(1);
  expect(apiReport(entry, { accept: true, known: ["Storage"] }).problems).toEqual([]);
});

it("sees what hides behind `export { a as b }`", () => {
  const entry = packageOf({
    "index.d.ts": 'export type { Storage } from "./storage.ts";\n',
    "storage.d.ts": "export interface Storage { a: string }\n",
  });
  expect(apiReport(entry, { accept: true }).names).toEqual(["Storage"]);
});
