import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { generateStubs } from "../src/index.ts";
import { installed, tsp } from "./helpers/installed.ts";

const own = "@tierkreis/typespec-codegen";
const fixtures = join(import.meta.dirname, "fixtures");
const timeout = 60_000;

it("emits with tsp what the API generates", { timeout }, async () => {
  const folder = await installed({
    "schema.tsp": await readFile(join(fixtures, "rich/schema.tsp"), "utf8"),
    "shared.tsp": await readFile(join(fixtures, "rich/shared.tsp"), "utf8"),
  });
  const { ok, output } = await tsp(folder, "compile", "schema.tsp", "--import", own, "--emit", own);
  expect(output).not.toContain("error");
  expect(ok).toBe(true);
  const emitted = await readFile(join(folder, "tsp-output", own, "api.ts"), "utf8");
  const { code } = await generateStubs(join(folder, "schema.tsp"));
  expect(emitted).toBe(code);
});

it("is set up by tspconfig.yaml, and imported by the schema", { timeout }, async () => {
  const folder = await installed({
    "schema.tsp": `import "${own}";\n@portmapping model Ports { a: int; }\ninterface w { x(): Ports; }`,
    "tspconfig.yaml": `emit: ["${own}"]\noptions:\n  "${own}":\n    emitter-output-dir: "{project-root}"\n    output-file: stubs.ts\n`,
  });
  const { output, ok } = await tsp(folder, "compile", "schema.tsp");
  expect(output).not.toContain("error");
  expect(ok).toBe(true);
  expect(await readFile(join(folder, "stubs.ts"), "utf8")).toContain("outputs: { a: z.int() }");
});

it("reports in tsp compile what tasks cannot carry, once", { timeout }, async () => {
  const folder = await installed({ "schema.tsp": "interface w {\n  x(a: never): string;\n}" });
  const { output, ok } = await tsp(folder, "compile", "schema.tsp", "--import", own, "--emit", own);
  expect(ok).toBe(false);
  expect(output.match(/schema\.tsp:2:8 - error/g)).toHaveLength(1);
  expect(output).toContain(
    `${own}/unsupported-type: 'a' has type 'never' (Intrinsic), which tasks cannot carry.`,
  );
  await expect(readFile(join(folder, "tsp-output", own, "api.ts"))).rejects.toMatchObject({ code: "ENOENT" });
});

it("refuses options that it does not know", { timeout }, async () => {
  const folder = await installed({
    "schema.tsp": "interface w { x(): string; }",
  });
  const { output, ok } = await tsp(
    folder,
    "compile",
    "schema.tsp",
    "--emit",
    own,
    "--import",
    own,
    "--option",
    `${own}.nonsense=1`,
  );
  expect(ok).toBe(false);
  expect(output).toContain("nonsense");
});
