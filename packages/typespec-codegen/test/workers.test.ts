import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findSchema, workerStubs } from "../src/index.ts";
import { tempTree } from "./helpers/schema.ts";

const schemaOf = (worker: string): string => `interface \`${worker}\` { x(): string; }`;

it("writes the stubs of every worker that has a schema, in order, whatever fails", async () => {
  const registry = await tempTree({
    "zeta/schema.tsp": schemaOf("zeta"),
    "alpha/src/schema.tsp": schemaOf("alpha"),
    "beta-worker/types.tsp": schemaOf("beta-worker"),
    "gamma/idl/types.tsp": schemaOf("gamma"),
    "python/main.py": "",
    "broken/schema.tsp": "interface broken { x(): strng; }",
    "misnamed/schema.tsp": schemaOf("another"),
    "several/a.tsp": schemaOf("several"),
    "several/b.tsp": "",
    "mine/schema.tsp": schemaOf("mine"),
    "mine/api.ts": "export const mine = 1;\n",
    ".hidden/schema.tsp": "",
    "node_modules/x/schema.tsp": "",
    "__pycache__/schema.tsp": "",
    "single-file": "#!/bin/sh\n",
  });
  const results = await workerStubs(registry);
  const summary = results.map(({ worker, schema, state, written, error }) => ({
    worker,
    ...(schema === undefined ? {} : { schema: schema.slice(registry.length + 1) }),
    did: error?.code ?? (written ? state : "nothing"),
  }));
  expect(summary).toEqual([
    { worker: "alpha", schema: "alpha/src/schema.tsp", did: "missing" },
    { worker: "beta-worker", schema: "beta-worker/types.tsp", did: "missing" },
    { worker: "broken", schema: "broken/schema.tsp", did: "TKR_SCHEMA_INVALID" },
    { worker: "gamma", schema: "gamma/idl/types.tsp", did: "missing" },
    { worker: "mine", schema: "mine/schema.tsp", did: "TKR_USAGE" },
    { worker: "misnamed", schema: "misnamed/schema.tsp", did: "TKR_SCHEMA_INVALID" },
    { worker: "python", did: "nothing" },
    { worker: "several", did: "TKR_SCHEMA_INVALID" },
    { worker: "zeta", schema: "zeta/schema.tsp", did: "missing" },
  ]);
  expect(await readFile(join(registry, "alpha/api.ts"), "utf8")).toMatch(
    /^\/\/ Generated from src\/schema\.tsp by/,
  );
  expect(results.find(({ worker }) => worker === "several")?.error?.message).toBe(
    `${join(registry, "several")} has several schemas: a.tsp, b.tsp. Keep one schema entry point, or call it schema.tsp.`,
  );
  expect(results.find(({ worker }) => worker === "misnamed")?.error?.message).toContain(
    "schema.tsp:1:11 - error @tierkreis/typespec-codegen/worker-mismatch: Interface 'another' does not match its worker's folder 'misnamed'",
  );
  expect(results.find(({ worker }) => worker === "zeta")).toEqual({
    worker: "zeta",
    schema: join(registry, "zeta/schema.tsp"),
    out: join(registry, "zeta/api.ts"),
    state: "missing",
    written: true,
    diagnostics: [],
  });
});

it("only compares when asked to", async () => {
  const registry = await tempTree({
    "a/schema.tsp": schemaOf("a"),
    "b/schema.tsp": schemaOf("b"),
    "c/schema.tsp": schemaOf("c"),
  });
  await workerStubs(registry);
  await writeFile(join(registry, "b/schema.tsp"), "interface b { y(): string; }");
  await writeFile(join(registry, "c/api.ts"), "");
  const before = await readFile(join(registry, "b/api.ts"), "utf8");
  const results = await workerStubs(registry, { check: true });
  expect(results.map(({ worker, state, written }) => [worker, state, written])).toEqual([
    ["a", "fresh", false],
    ["b", "stale", false],
    ["c", "edited", false],
  ]);
  expect(await readFile(join(registry, "b/api.ts"), "utf8")).toBe(before);
});

it("finds a worker's schema by its usual names first", async () => {
  const folder = await tempTree({
    "usual/schema.tsp": "",
    "usual/other.tsp": "",
    "usual/src/schema.tsp": "",
    "nested/src/schema.tsp": "",
    "nested/src/parts.tsp": "",
    "nested/idl/x.tsp": "",
    "deep/a/b/schema.tsp": "",
    "twice/a/x.tsp": "",
    "twice/b/x.tsp": "",
    "none/main.sh": "",
  });
  expect(await findSchema(join(folder, "usual"))).toBe(join(folder, "usual/schema.tsp"));
  expect(await findSchema(join(folder, "nested"))).toBe(join(folder, "nested/src/schema.tsp"));
  expect(await findSchema(join(folder, "deep"))).toBeUndefined();
  expect(await findSchema(join(folder, "none"))).toBeUndefined();
  await expect(findSchema(join(folder, "twice"))).rejects.toMatchObject({ code: "TKR_SCHEMA_INVALID" });
});

it("refuses a registry that is not there", async () => {
  await expect(workerStubs("/nowhere/at/all")).rejects.toMatchObject({
    code: "TKR_USAGE",
    message: "There is no folder /nowhere/at/all to look for workers in.",
  });
});

it("makes stubs of what a worker without a schema tells, and of those workers only that are asked for", async () => {
  const registry = await tempTree({
    "a/main.py": "",
    "b/main.py": "",
    "c/main.py": "",
    "d/schema.tsp": schemaOf("d"),
  });
  const number = { kind: "int" };
  const json = {
    declarations: [],
    tasks: [
      {
        name: "add",
        params: [],
        inputs: [{ name: "to", type: number, optional: true, default: { json: 3 } }],
        outputs: [{ name: "value", type: { kind: "any", why: "it is odd" } }],
      },
    ],
    skipped: [{ name: "low", why: "it says nothing", line: 7 }],
  };
  const said: Readonly<Record<string, unknown>> = {
    a: json,
    b: { error: { message: "NameError: x", file: "/b/impl.py", line: 3 } },
  };
  const ask = async (worker: string, folder: string) =>
    worker in said ? { main: join(folder, "main.py"), json: said[worker] } : undefined;
  const [a, b, c, ...others] = await workerStubs(registry, { ask, only: new Set(["a", "b", "c", "gone"]) });
  expect(others).toEqual([]);
  expect(a).toMatchObject({ schema: join(registry, "a/main.py"), state: "missing", written: true });
  expect(a?.diagnostics).toMatchObject([
    { code: "untyped-task", line: 7, message: expect.stringContaining("low") },
  ]);
  const code = await readFile(join(registry, "a/api.ts"), "utf8");
  expect(code).toMatch(/^\/\/ Generated from main\.py .* change the worker and run/);
  expect(code).toContain("inputs: { to: z.int().default(3) }");
  expect(code).toMatch(/Not typed further: it is odd\.[^]*value: z\.unknown\(\)/);
  expect(b?.error).toMatchObject({ code: "TKR_WORKER_INVALID", details: { file: "/b/impl.py", line: 3 } });
  expect(c).toMatchObject({ worker: "c", written: false });
  expect(c?.schema).toBeUndefined();
});
