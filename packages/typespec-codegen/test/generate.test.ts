import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { formatStubDiagnostic, generateStubs } from "../src/index.ts";
import { bodyOf, stubsOf } from "./helpers/schema.ts";

const fixtures = join(import.meta.dirname, "fixtures");

it("turns the seed's schema, as it is, into genrsa with one warning", async () => {
  const schema = join(fixtures, "seed/schema.tsp");
  const { code, diagnostics } = await generateStubs(schema);
  expect(diagnostics.map((diagnostic) => formatStubDiagnostic(diagnostic, join(fixtures, "seed")))).toEqual([
    "schema.tsp:3:20 - warning @tierkreis/typespec-codegen/missing-semicolon: Missing ';' was assumed here. Write it, or run `tsp format`.",
  ]);
  expect(diagnostics[0]).toMatchObject({ severity: "warning", file: schema, line: 3, column: 20 });
  await expect(code).toMatchFileSnapshot("fixtures/seed/api.ts.txt");
});

it("writes every construct of TypeSpec that tasks can carry", async () => {
  const { code, diagnostics } = await generateStubs(join(fixtures, "rich/schema.tsp"));
  expect(diagnostics.map((diagnostic) => formatStubDiagnostic(diagnostic, join(fixtures, "rich")))).toEqual([
    "schema.tsp:320:8 - warning deprecated: Deprecated: Use Point.",
  ]);
  await expect(code).toMatchFileSnapshot("fixtures/rich/api.ts.txt");
});

it.each([
  ["names that TypeScript cannot have, or that clash", "names"],
  ["discriminated unions and models", "discriminated"],
  ["templates and their docs", "templates"],
])("writes %s", async (_, fixture) => {
  const { code, diagnostics } = await generateStubs(join(fixtures, fixture, "schema.tsp"));
  expect(diagnostics).toEqual([]);
  await expect(code).toMatchFileSnapshot(`fixtures/${fixture}/api.ts.txt`);
});

it("gives the same bytes each time, and for every kind of line end", async () => {
  const text = await readFile(join(fixtures, "rich/schema.tsp"), "utf8");
  const shared = await readFile(join(fixtures, "rich/shared.tsp"), "utf8");
  const unix = await stubsOf({ "schema.tsp": text, "shared.tsp": shared });
  const again = await stubsOf({ "schema.tsp": text, "shared.tsp": shared });
  const windows = await stubsOf({
    "schema.tsp": text.replaceAll("\n", "\r\n"),
    "shared.tsp": `\uFEFF${shared.replaceAll("\n", "\r\n")}`,
  });
  expect(unix.code.length).toBeGreaterThan(1000);
  expect(again.code).toBe(unix.code);
  expect(windows.code).toBe(unix.code);
  expect(windows.diagnostics).toEqual(unix.diagnostics);
});

it("imports only what is used", async () => {
  const { code } = await stubsOf("interface w { x(a: bytes): bytes }");
  expect(code).toMatch(/^import \{ bytes, defineTask \} from "@tierkreis\/builder";\n\nexport const x/m);
  expect(code).not.toContain("zod");
  const documented = await stubsOf("interface w { /** bytes() and complex() */ x(a: complex): string }");
  expect(documented.code).toContain('import { complex, defineTask } from "@tierkreis/builder";');
});

it("says from which file it came, by the name it is told", async () => {
  const { code } = await stubsOf("interface w { x(): string }", { source: "src/schema.tsp" });
  expect(code.split("\n", 1)).toEqual([
    "// Generated from src/schema.tsp by @tierkreis/typespec-codegen. Do not edit: change the schema and run `tkr init stubs`.",
  ]);
});

it("follows the Prettier configuration of the schema's folder", async () => {
  const schema = 'interface w { x(text: "a" | "b", other: "a" | "b", third: "c" | "d"): string }';
  const wide = await stubsOf({
    "schema.tsp": schema,
    ".prettierrc": '{ "printWidth": 200, "singleQuote": true }',
  });
  expect(wide.code).toContain("defineTask({ worker: 'w', name: 'x', inputs: { text: z.enum(['a', 'b']),");
  const broken = await stubsOf({ "schema.tsp": schema, ".prettierrc": "{ nonsense" });
  expect(broken.code).toBe((await stubsOf(schema)).code);
});

it("lets a schema declare the prelude's names itself", async () => {
  const { code, diagnostics } = await stubsOf(`
    scalar int extends int64;
    @portmapping model Ports { a: int; b: complex; }
    interface w { x(v: bool): Ports }
  `);
  expect(diagnostics).toEqual([]);
  expect(code).toContain("export const int = z.int64();");
  expect(code).toContain("outputs: { a: int, b: complex() }");
});

it("takes a prelude name that an imported file declares", async () => {
  const { code, diagnostics } = await stubsOf({
    "schema.tsp": 'import "./own.tsp"; @portmapping model Ports { a: double; } interface w { x(): Ports }',
    "own.tsp": "extern dec portmapping(target: unknown); scalar double extends string;",
  });
  expect(diagnostics).toEqual([]);
  expect(code).toContain("outputs: { a: double }");
});

it("lets a schema import the prelude, for the sake of tsp", async () => {
  const { code, diagnostics } = await stubsOf(
    'import "@tierkreis/typespec-codegen";\n@portmapping model Ports { a: int; }\ninterface w { x(): Ports }',
  );
  expect(diagnostics).toEqual([]);
  expect(code).toContain("outputs: { a: z.int() }");
});

it("takes the operations of interfaces that are extended, and of operation templates", async () => {
  const body = await bodyOf(`
    interface Health { ping(): boolean }
    interface Getter<T> { get(id: string): T }
    op echo<T>(value: T): T;
    interface w extends Health, Getter<int32> { echoText is echo<string> }
  `);
  expect(body).toMatchInlineSnapshot(`
    "export const ping = defineTask({
      worker: "w",
      name: "ping",
      inputs: {},
      outputs: { value: z.boolean() },
    });

    export const get = defineTask({
      worker: "w",
      name: "get",
      inputs: { id: z.string() },
      outputs: { value: z.int32() },
    });

    export const echoText = defineTask({
      worker: "w",
      name: "echoText",
      inputs: { value: z.string() },
      outputs: { value: z.string() },
    });
    "
  `);
});
