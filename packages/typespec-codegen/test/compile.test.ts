import { join } from "node:path";
import { expect, it } from "vitest";
import { generateStubs } from "../src/index.ts";
import { stubsOf } from "./helpers/schema.ts";
import { output, typeErrors, typescriptProject } from "./helpers/typescript.ts";

const fixtures = join(import.meta.dirname, "fixtures");

const useOfSeed = `
import { GraphBuilder } from "@tierkreis/builder";
import { z } from "zod";
import { genrsa } from "./seed.ts";

const g = new GraphBuilder({ outputs: { key: z.custom<Uint8Array>((value) => value instanceof Uint8Array) } });
const pair = g.task(genrsa({ numbits: 2048, passphrase: new Uint8Array([1]) }));
g.outputs({ key: pair.private_key });

// @ts-expect-error: a passphrase is bytes.
genrsa({ numbits: 2048, passphrase: "text" });
// @ts-expect-error: both inputs are needed.
genrsa({ numbits: 2048 });
// @ts-expect-error: there is no such input.
genrsa({ numbits: 2048, passphrase: new Uint8Array(), bits: 1 });
// @ts-expect-error: there is no such output.
pair.secret_key;

console.log(genrsa.worker, genrsa.task, JSON.stringify(genrsa.declared()));
`;

const useOfRich = `
import { bytes } from "@tierkreis/builder";
import { z } from "zod";
import * as api from "./rich.ts";

// optionals and defaults
api.ports({});
api.ports({ "a-b": 4, optional: { ...all(), maybe: "x" } });
// @ts-expect-error: a number.
api.ports({ "a-b": "4" });

// recursion
const tree: api.Tree = { value: 1, children: [{ value: 2, children: [], named: {}, parent: null }], named: {}, parent: null };
const deep: number | undefined = tree.children[0]?.children[0]?.left?.value;
// @ts-expect-error: no such property.
tree.children[0]?.childs;
const json: api.Json = { a: [1, "b", { c: null }] };
// @ts-expect-error: undefined is no JSON.
const noJson: api.Json = { a: [1, undefined] };
const pet: api.Pet = { kind: "cat", name: "Tom", lives: 9, friend: { kind: "dog", name: "Rex" } };
// @ts-expect-error: cats have lives.
const noPet: api.Pet = { kind: "cat", name: "Tom" };
api.pets({ pet, tree, json });
const ping: api.Ping = { pong: { pings: [{}], either: "x" } };

// templates
const box: api.Box<string> = { value: "", all: [""], by: {}, label: "x" };
// @ts-expect-error: the box is of strings.
const noBox: api.Box<string> = { ...box, value: 1 };
const chain: api.Chain<number> = { value: 1, others: [{ value: 2, others: [] }] };
// @ts-expect-error: all links are of numbers.
const noChain: api.Chain<number> = { value: 1, others: [{ value: "2", others: [] }] };
const ofNumbers = api.baz(z.number());
ofNumbers({ c: { value: 1, all: [], by: {}, label: "x" }, plain: 2 });
// @ts-expect-error: the box is of numbers.
ofNumbers({ c: { value: "1", all: [], by: {}, label: "x" }, plain: 2 });
api.limited(z.literal("x"), api.Point);
// @ts-expect-error: the parameter is limited to strings.
api.limited(z.number(), api.Point);

// literals, unions, integers
const size: api.Size = "xl";
// @ts-expect-error: not one of them.
const noSize: api.Size = "m";
const big: api.Scalars["i64"] = 1n;
// @ts-expect-error: 64 bits are a bigint.
const noBig: api.Scalars["i64"] = 1;
const enveloped: api.Enveloped = { kind: "text", value: "x" };
const bare: api.Bare = { type: "point", x: 1, y: 2 };
// @ts-expect-error: text is not in an envelope of its own here.
const noBare: api.Bare = { type: "point", value: { x: 1, y: 2 } };

function all(): api.Optional {
  return api.Optional.parse({});
}

const parses = (type: z.ZodType, value: unknown): boolean => type.safeParse(value).success;
console.log(JSON.stringify({
  optional: JSON.stringify(all(), (_, value: unknown) => (typeof value === "bigint" ? String(value) + "n" : value)),
  tree: parses(api.Tree, tree),
  noTree: parses(api.Tree, { ...tree, left: { value: 1 } }),
  json: parses(api.Json, json),
  noJson: parses(api.Json, noJson),
  word: [parses(api.Word, "ab"), parses(api.Word, "a"), parses(api.Word, "AB"), parses(api.Word, "abcdefghijk")],
  count: [parses(api.Count, 1), parses(api.Count, 0), parses(api.Count, 65536), parses(api.Count, 1.5)],
  chain: parses(api.Chain(z.number()), chain),
  bytes: parses(api.Box(bytes()), { value: new Uint8Array(), all: [], by: {} }),
  date: [parses(api.Times.shape.utc, "2026-01-31T12:00:00+00:00"), parses(api.Times.shape.utc, "2026-01-31")],
  tasks: Object.values(api).filter((each) => "declared" in each && JSON.stringify(each.declared()).length > 0).length,
}));
export { deep, noPet, ping, noBox, noChain, size, noSize, big, noBig, enveloped, bare, noBare };
`;

it(
  "generates modules that compile under strict, are typed in and out, and run",
  { timeout: 60_000 },
  async () => {
    const seed = await generateStubs(join(fixtures, "seed/schema.tsp"));
    const rich = await generateStubs(join(fixtures, "rich/schema.tsp"));
    const folder = await typescriptProject({
      "seed.ts": seed.code,
      "rich.ts": rich.code,
      "use-seed.ts": useOfSeed,
      "use-rich.ts": useOfRich,
    });
    expect(await typeErrors(folder)).toBe("");
    expect(await output(folder, "use-seed.ts")).toBe(
      'openssl_worker genrsa {"inputs":{"numbits":{"schema":{"type":"integer"},"optional":false},"passphrase":{"schema":{"type":"string","x-tierkreis":"bytes"},"optional":false}},"outputs":{"private_key":{"schema":{"type":"string","x-tierkreis":"bytes"},"optional":false},"public_key":{"schema":{"type":"string","x-tierkreis":"bytes"},"optional":false}}}\n',
    );
    expect(JSON.parse(await output(folder, "use-rich.ts"))).toEqual({
      optional:
        '{"n":5,"neg":-5,"big":"9007199254740993n","s":"a \\"quoted\\" text","yes":true,"level":"low","mixed":1,"list":["a","b"],"point":{"x":1,"y":2.5},"choice":"b","nothing":null,"both":7,"day":"2026-01-31"}',
      tree: true,
      noTree: false,
      json: true,
      noJson: false,
      word: [true, false, false, false],
      count: [true, false, false, false],
      chain: true,
      bytes: true,
      date: [true, false],
      tasks: 8,
    });
  },
);

it(
  "generates names, discriminated types and templates so that they compile and run",
  { timeout: 60_000 },
  async () => {
    const modules: Record<string, string> = {};
    for (const name of ["names", "discriminated", "templates"]) {
      modules[`${name}.ts`] = (await generateStubs(join(fixtures, name, "schema.tsp"))).code;
    }
    const use = `
import * as names from "./names.ts";
import * as discriminated from "./discriminated.ts";
import * as templates from "./templates.ts";
const shape: discriminated.Shape = { kind: "sq", id: 1, inner: [{ kind: "poly", sub: "hex", id: 2 }] };
// @ts-expect-error: a polygon is of some kind.
const noShape: discriminated.Shape = { kind: "poly", id: 2 };
discriminated.x({ s: shape, p: { kind: "poly", sub: "tri", id: 1 }, e: { t: "b", v: { kind: "y", value: null } } });
const record: templates.Open<string> = { id: "x", more: "y" };
console.log(
  Object.keys(names).length,
  discriminated.Shape.safeParse(shape).success,
  discriminated.Shape.safeParse(noShape).success,
  templates.Dict(templates.Q2).safeParse({ a: { id: "x" } }).success,
  Object.keys(record).length,
);
`;
    const folder = await typescriptProject({ ...modules, "use.ts": use });
    expect(await typeErrors(folder)).toBe("");
    expect(await output(folder, "use.ts")).toBe("21 true false true 2\n");
  },
);

it("generates recursion of every shape so that it compiles and runs", { timeout: 60_000 }, async () => {
  const { code, diagnostics } = await stubsOf(`
    model List is List[];
    model Dictionary is Record<Dictionary>;
    union Either { Node, string, Either[] }
    model Node { either?: Either; nodes: Record<Node>; }
    model Left { right: Right | null; either?: LeftOrRight; }
    model Right { lefts: Left[]; box?: Box<Left>; }
    union LeftOrRight { Left, Right }
    model Box<T> { value: T; left?: Left; }
    alias Deep = { deeper?: Left; };
    interface w {
      x(a: List, b: Dictionary, c: Either, d: Left, e: LeftOrRight, f: Deep, g: Box<Node>): Node
    }
  `);
  expect(diagnostics).toEqual([]);
  const use = `
import { x, type Node, type Left } from "./api.ts";
const node: Node = { nodes: { a: { nodes: {}, either: [["x"]] } } };
const left: Left = { right: { lefts: [{ right: null }] }, either: { lefts: [] } };
x({ a: [[], [[]]], b: { a: { b: {} } }, c: [node], d: left, e: left, f: { deeper: left }, g: { value: node, left } });
// @ts-expect-error: a list of lists.
x({ a: [1], b: {}, c: "", d: left, e: left, f: {}, g: { value: node } });
// @ts-expect-error: a node.
x({ a: [], b: {}, c: "", d: left, e: left, f: {}, g: { value: left } });
console.log(x.outputs.value.safeParse(node).success, x.inputs.c.safeParse([1]).success);
`;
  const folder = await typescriptProject({ "api.ts": code, "use.ts": use });
  expect(await typeErrors(folder)).toBe("");
  expect(await output(folder, "use.ts")).toBe("true false\n");
});

it("generates types that recur through what they are first met in", { timeout: 60_000 }, async () => {
  const cases: readonly (readonly [schema: string, value: string])[] = [
    ["alias L = Tree[];", "[{ v: 1, kids: [{ v: 2, kids: [] }] }]"],
    ["alias L = Tree[][];", "[[{ v: 1, kids: [{ v: 2 }] }]]"],
    ["alias L = Tree[] | null;", "[{ v: 1, kids: [{ v: 2 }] }]"],
    ["model D { ...Tree } alias L = D;", "{ v: 1, kids: [{ v: 2 }] }"],
    ["model D { ...Tree } alias L = D[];", "[{ v: 1, kids: [{ v: 2 }] }]"],
    ["model D { k: Tree[] } alias L = D[];", "[{ k: [{ v: 1, kids: [{ v: 2 }] }] }]"],
    ["model L { k: Tree[] }", "{ k: [{ v: 1, kids: [{ v: 2 }] }] }"],
    ["model L { k: Record<N> } model N { in?: Record<N> }", "{ k: { a: { in: {} } } }"],
    ["union U { string, U[] } alias L = U[];", '["x", [["y"]]]'],
    ["model Pair { of?: [Pair[], int32] } alias L = Pair[];", "[{ of: [[{}], 1] }]"],
    [
      "model S<T> { ...T; y?: Y } model X { x: int32 } model Y { s: S<X> } alias L = S<X>;",
      "{ x: 1, y: { s: { x: 2 } } }",
    ],
  ];
  const tree = "model Tree { v: int32; kids?: Tree[]; }";
  const modules: Record<string, string> = {};
  for (const [schema, value] of cases) {
    for (const models of [`${tree} ${schema}`, `${schema} ${tree}`]) {
      const { code, diagnostics } = await stubsOf(`${models} interface w { f(a: L): int32; }`);
      expect({ models, diagnostics }).toEqual({ models, diagnostics: [] });
      const number = Object.keys(modules).length / 2;
      modules[`api${number}.ts`] = code;
      modules[`use${number}.ts`] = `
import { f, type L } from "./api${number}.ts";
const value: L = ${value};
f({ a: value });
// @ts-expect-error: not one of them.
f({ a: 1 });
export default [f.inputs.a.safeParse(value).success, f.inputs.a.safeParse(1).success];
`;
    }
  }
  const uses = Object.keys(modules).filter((name) => name.startsWith("use"));
  const all = uses.map((name) => `(await import("./${name}")).default`).join(", ");
  const folder = await typescriptProject({ ...modules, "all.ts": `console.log(JSON.stringify([${all}]));` });
  expect(await typeErrors(folder)).toBe("");
  expect(JSON.parse(await output(folder, "all.ts"))).toEqual(uses.map(() => [true, false]));
});
