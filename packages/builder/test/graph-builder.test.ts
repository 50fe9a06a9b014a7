import { bytes, complex, Complex, defineTask, GraphBuilder, script } from "@tierkreis/builder";
import { parseGraph, stringifyGraph, toGraph } from "@tierkreis/core";
import { expect, it } from "vitest";
import { z } from "zod";

const genrsa = defineTask({
  worker: "openssl_worker",
  name: "genrsa",
  inputs: { numbits: z.int(), passphrase: bytes(), comment: z.string().optional() },
  outputs: { private_key: bytes(), public_key: bytes() },
});
const add = defineTask({
  worker: "maths",
  name: "add",
  inputs: { a: z.int(), b: z.int() },
  outputs: z.int(),
});

function signing() {
  const g = new GraphBuilder({ inputs: { numbits: z.int() }, outputs: { key: bytes(), sum: z.int() } });
  const passphrase = g.const(new TextEncoder().encode("dummypassphrase"));
  const pair = g.task(genrsa({ numbits: g.inputs.numbits, passphrase }), { retry: 2, timeout: 1000 });
  const sum = g.task(add({ a: g.inputs.numbits, b: 1 }));
  g.outputs({ key: pair.private_key, sum });
  return g;
}

it("gives a document that passes the check and says what was built", () => {
  const graph = toGraph(signing().getData());
  expect(graph.nodes.map((node) => node.type)).toEqual([
    "input",
    "const",
    "function",
    "const",
    "function",
    "output",
  ]);
  expect(graph.nodes[2]).toMatchObject({
    function_name: "openssl_worker.genrsa",
    inputs: { numbits: [0, "numbits"], passphrase: [1, "value"] },
    outputs: { private_key: [5] },
    policy: { retry: 2, timeout: 1000 },
  });
  expect(graph.nodes[0]?.outputs).toEqual({ numbits: [2, 4] });
  expect(graph).toMatchObject({
    graph_inputs: ["numbits"],
    graph_output_idx: 5,
    fixed_inputs: {},
    named_nodes: {},
  });
});

it("keeps each declared type once", () => {
  const graph = signing().getData();
  expect(graph.types).toEqual([
    { type: "integer" },
    { type: "string", "x-tierkreis": "bytes" },
    { type: "string" },
  ]);
  expect(graph.interface).toEqual({
    inputs: { numbits: { type: 0 } },
    outputs: { key: { type: 1 }, sum: { type: 0 } },
  });
  expect(graph.nodes[2]).toMatchObject({ ports: { inputs: { comment: { type: 2, optional: true } } } });
});

it("writes a document that reads back as itself", () => {
  const graph = signing().getData();
  expect(parseGraph(stringifyGraph(graph))).toEqual(toGraph(graph));
  expect(parseGraph(JSON.stringify(graph))).toEqual(toGraph(graph));
});

it("holds consts as encoded data, so that the document is plain", () => {
  const g = new GraphBuilder({ outputs: z.unknown() });
  g.outputs(g.const({ raw: new Uint8Array([1, 2]), list: [1, 2.5, null], big: 2n ** 70n }));
  const text = stringifyGraph(g.getData());
  expect(text.replaceAll(/\s/g, "")).toContain(
    '"raw":{"__tkr_bytes__":true,"bytes":"AQI="},"list":[1,2.5,null],"big":1180591620717411303424',
  );
});

it("writes an integral number as a float where a float is declared", () => {
  const half = defineTask({ worker: "maths", name: "half", inputs: { x: z.number() }, outputs: z.number() });
  const g = new GraphBuilder({ outputs: z.number() });
  g.outputs(g.task(half({ x: 3 })));
  expect(stringifyGraph(g.getData())).toMatch(/"value":\s*3\.0/);
});

it("takes complex numbers", () => {
  const conjugate = defineTask({
    worker: "maths",
    name: "conjugate",
    inputs: { z: complex() },
    outputs: complex(),
  });
  const g = new GraphBuilder({ outputs: complex() });
  g.outputs(g.task(conjugate({ z: new Complex(1, 2) })));
  expect(() => toGraph(g.getData())).not.toThrow();
});

it("refuses a ref of another graph when it is added", () => {
  const other = new GraphBuilder({ outputs: z.int() });
  const g = new GraphBuilder({ outputs: z.int() });
  const foreign = other.const(1);
  expect(() => g.task(add({ a: foreign, b: 1 }))).toThrow(
    expect.objectContaining({ code: "TKR_GRAPH_FOREIGN_REF" }),
  );
  expect(() => {
    g.outputs(foreign);
  }).toThrow(expect.objectContaining({ code: "TKR_GRAPH_FOREIGN_REF" }));
});

it("takes its outputs once", () => {
  const g = new GraphBuilder({ outputs: z.int() });
  g.outputs(1);
  expect(() => {
    g.outputs(2);
  }).toThrow(expect.objectContaining({ code: "TKR_GRAPH_INVALID" }));
});

it("has no output node before outputs are said, which the check names", () => {
  expect(() => toGraph(new GraphBuilder({ outputs: z.int() }).getData())).toThrow(/no output node/);
});

it("does not change a document that it has given", () => {
  const g = new GraphBuilder({ outputs: z.int() });
  const before = g.getData();
  g.outputs(1);
  expect(before.nodes).toHaveLength(0);
});

it("makes a script of any program, with bytes in and out", () => {
  const g = new GraphBuilder({ outputs: bytes() });
  g.outputs(g.task(script("tee", g.const("text"))));
  expect(g.getData().nodes[1]).toMatchObject({
    function_name: "tee.exec_script",
    inputs: { input: [0, "value"] },
  });
});

it.each([() => Symbol("x"), () => 1, new Date(0), new Map([[1, 2]])])("refuses the const %s", (value) => {
  const g = new GraphBuilder({ outputs: z.unknown() });
  expect(() => g.const(value)).toThrow(expect.objectContaining({ code: "TKR_VALUE_INVALID" }));
});

it("refuses ports that can not be", () => {
  expect(() => new GraphBuilder({ outputs: { "a/b": z.int() } })).toThrow(
    expect.objectContaining({ code: "TKR_PORT_NAME" }),
  );
  expect(() => new GraphBuilder({ outputs: z.date() })).toThrow(
    expect.objectContaining({ code: "TKR_TYPE_UNSUPPORTED" }),
  );
});

it("refuses wrong wiring that a cast has let through", () => {
  const g = new GraphBuilder({ outputs: z.int() });
  const wrong = add as unknown as (inputs: object) => ReturnType<typeof add>;
  expect(() => g.task(wrong({ a: 1 }))).toThrow(/maths.add needs "b"/);
  expect(() => g.task(wrong({ a: 1, b: 2, c: 3 }))).toThrow(/maths.add has no port "c"/);
});

it("refuses plain values that are not of the type of a port, where they are given", () => {
  const inc = defineTask({
    worker: "w",
    name: "inc",
    inputs: { n: z.int(), list: z.array(z.object({ a: z.string() })).optional() },
    outputs: z.int(),
  });
  const untyped = inc as unknown as (inputs: object) => ReturnType<typeof inc>;
  const g = new GraphBuilder({ outputs: z.int() });
  const given = (inputs: object) => () => g.task(untyped(inputs));
  expect(given({ n: "text" })).toThrow(
    expect.objectContaining({
      code: "TKR_VALUE_TYPE",
      message: 'w.inc was given a wrong value for "n": expected integer, found the string "text".',
      details: expect.objectContaining({ port: "n" }) as unknown,
    }),
  );
  expect(given({ n: 1.5 })).toThrow("expected integer, found");
  expect(given({ n: 1, list: [{ a: "a" }, { a: 2 }] })).toThrow(
    /expected string, found .* at \S*\[1\]\S*a\.$/,
  );
  expect(() => g.outputs("text" as never)).toThrow("the graph's outputs was given");
  g.outputs(g.task(untyped({ n: 1n, list: [{ a: "a" }] })));
});
