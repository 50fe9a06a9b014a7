import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TierkreisError } from "@tierkreis/core";
import { format } from "prettier";
import { expect, it } from "vitest";
import { checkStubs, writeStubs } from "../src/index.ts";
import { tempTree } from "./helpers/schema.ts";

const schema = "interface w { x(text: string): string; }";
const changed = "interface w { x(text: string): int32; }";

async function failure(promise: Promise<unknown>): Promise<TierkreisError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!TierkreisError.isInstance(error)) throw new Error("Expected a TierkreisError", { cause: error });
  return error;
}

it("writes stubs from code, names the schema from where they lie, and leaves fresh ones alone", async () => {
  const folder = await tempTree({ "w/src/schema.tsp": schema });
  const [tsp, out] = [join(folder, "w/src/schema.tsp"), join(folder, "w/api/stubs.ts")];
  expect(await writeStubs(tsp, out)).toEqual({ out, before: "missing", diagnostics: [] });
  expect(await readFile(out, "utf8")).toMatch(/^\/\/ Generated from \.\.\/src\/schema\.tsp by /);
  expect(await readdir(join(folder, "w/api"))).toEqual(["stubs.ts"]);
  await chmod(out, 0o444);
  expect(await writeStubs(tsp, out)).toEqual({ out, before: "fresh", diagnostics: [] });
});

it("knows fresh, stale, missing and edited stubs apart", async () => {
  const folder = await tempTree({ "schema.tsp": schema });
  const [tsp, out] = [join(folder, "schema.tsp"), join(folder, "api.ts")];
  const state = async (): Promise<string> => (await checkStubs(tsp, out)).state;
  expect(await state()).toBe("missing");
  await writeStubs(tsp, out);
  expect(await state()).toBe("fresh");
  await writeFile(tsp, changed);
  expect(await state()).toBe("stale");
  expect((await writeStubs(tsp, out)).before).toBe("stale");
  const text = await readFile(out, "utf8");
  await writeFile(out, text.replace("z.int32()", "z.number()"));
  expect(await state()).toBe("edited");
  await writeFile(out, `${text}\nexport const broken = (`);
  expect(await state()).toBe("edited");
  const refused = await failure(writeStubs(tsp, out));
  expect(refused.message).toMatch(/was edited by hand since it was generated, so it is not replaced\./);
  expect(await readFile(out, "utf8")).toBe(`${text}\nexport const broken = (`);
  expect((await writeStubs(tsp, out, { force: true })).before).toBe("edited");
  expect(await readFile(out, "utf8")).toBe(text);
});

it("takes stubs that a formatter passed over, or git gave other line ends, for fresh", async () => {
  const folder = await tempTree({
    "schema.tsp": 'interface w { /** Doc. */ x(text: "a" | "b", other: string[]): { a: string; b: int32 } }',
  });
  const [tsp, out] = [join(folder, "schema.tsp"), join(folder, "api.ts")];
  await writeStubs(tsp, out);
  const text = await readFile(out, "utf8");
  for (const style of [
    { printWidth: 30 },
    { singleQuote: true, semi: false, tabWidth: 4 },
    { endOfLine: "crlf" } as const,
  ]) {
    await writeFile(out, await format(text, { parser: "typescript", ...style }));
    expect(await checkStubs(tsp, out)).toEqual({ state: "fresh", diagnostics: [] });
  }
});

it("does not replace a file that it did not make, unless it is told to", async () => {
  const folder = await tempTree({ "schema.tsp": schema, "api.ts": "export const mine = 1;\n" });
  const [tsp, out] = [join(folder, "schema.tsp"), join(folder, "api.ts")];
  expect((await checkStubs(tsp, out)).state).toBe("edited");
  const error = await failure(writeStubs(tsp, out));
  expect(error.code).toBe("TKR_USAGE");
  expect(error.message).toBe(
    `${out} was not generated, so it is not replaced. Move it away, or ask for it with "force".`,
  );
  expect(await readFile(out, "utf8")).toBe("export const mine = 1;\n");
  expect((await writeStubs(tsp, out, { force: true })).before).toBe("edited");
  expect((await checkStubs(tsp, out)).state).toBe("fresh");
});

it("throws a coded error with the first place and all diagnostics, and writes nothing", async () => {
  const folder = await tempTree({
    "schema.tsp": "model A { a: string b: strng }\ninterface w { x(): nope }",
  });
  const [tsp, out] = [join(folder, "schema.tsp"), join(folder, "api.ts")];
  for (const attempt of [writeStubs, checkStubs]) {
    const error = await failure(attempt(tsp, out));
    expect(error.code).toBe("TKR_SCHEMA_INVALID");
    expect(error.details).toEqual({ file: tsp, line: 1, column: 24 });
    expect(error.message.replaceAll(folder, "")).toBe(
      [
        "The schema /schema.tsp gives no stubs:",
        "/schema.tsp:1:20 - warning @tierkreis/typespec-codegen/missing-semicolon: Missing ';' was assumed here. Write it, or run `tsp format`.",
        "/schema.tsp:1:24 - error invalid-ref: Unknown identifier strng. Did you mean string?",
        "/schema.tsp:2:20 - error invalid-ref: Unknown identifier nope",
      ].join("\n"),
    );
  }
  expect(await readdir(folder)).toEqual(["schema.tsp"]);
});

it("hands warnings on", async () => {
  const folder = await tempTree({ "schema.tsp": "model A { a: string b: string }\ninterface w { x(): A }" });
  const { diagnostics } = await writeStubs(join(folder, "schema.tsp"), join(folder, "api.ts"));
  expect(diagnostics).toMatchObject([{ severity: "warning", line: 1, column: 20 }]);
});

it("says what the system refuses", async () => {
  const folder = await tempTree({ "schema.tsp": schema });
  // /proc holds no files of anybody's.
  const error = await failure(writeStubs(join(folder, "schema.tsp"), "/proc/api.ts"));
  expect(error.code).toBe("TKR_WRITE_FAILED");
  expect(error.message).toContain("/proc/api.ts could not be written, and stays as it was");
  expect(error.details).toMatchObject({ file: "/proc/api.ts", errno: expect.stringMatching(/^E/) });
});
