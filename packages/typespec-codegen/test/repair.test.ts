import { expect, it } from "vitest";
import { stubsOf } from "./helpers/schema.ts";

const warning = (place: string, delimiter = ";"): string =>
  `schema.tsp:${place} - warning @tierkreis/typespec-codegen/missing-semicolon: Missing '${delimiter}' was assumed here. Write it, or run \`tsp format\`.`;

it.each([
  ["several on one line", "model A { a: string b: int c: bool }\ninterface w { x(): A }", ["1:20", "1:27"]],
  ["an alias", "alias T = string\ninterface w { x(): T }", ["1:17"]],
  ["model is", "model A { a: string }\nmodel B is A\ninterface w { x(): B }", ["2:13"]],
  ["an import", 'import "./other.tsp"\ninterface w { x(): string }', ["1:21"]],
  ["a using", "using TypeSpec.Reflection\ninterface w { x(): string }", ["1:26"]],
  [
    "a nested model",
    "interface w { x(a: { b: string c: { d: int e: int } f: int }): string }",
    ["1:31", "1:43", "1:52"],
  ],
  ["operations", "interface w {\n  x(): string\n  y(): string\n}", ["2:14"]],
  ["the wrong delimiter", "interface w { x(): string, y(): string }", ["1:26"]],
  ["comments", "model A {\n  a: string // here\n  /* or here */ b: int\n}\ninterface w { x(): A }", ["2:12"]],
])("puts back what is missing: %s", async (_, text, places) => {
  for (const schema of [text, text.replaceAll("\n", "\r\n")]) {
    const { code, diagnostics } = await stubsOf({ "schema.tsp": schema, "other.tsp": "" });
    expect(diagnostics).toEqual(places.map((place) => warning(place)));
    expect(code).toContain("defineTask(");
  }
});

it("puts back commas between parameters", async () => {
  const { diagnostics } = await stubsOf("interface w { x(a: int b: string): string }");
  expect(diagnostics).toEqual([warning("1:23", ",")]);
});

it("keeps the places of other messages", async () => {
  const { diagnostics } = await stubsOf(
    "model A { a: string b: int c: strng }\ninterface w { x(): A y(): nope }",
  );
  expect(diagnostics).toEqual([
    warning("1:20"),
    warning("1:27"),
    "schema.tsp:1:31 - error invalid-ref: Unknown identifier strng. Did you mean string?",
    warning("2:21"),
    "schema.tsp:2:27 - error invalid-ref: Unknown identifier nope",
  ]);
});
