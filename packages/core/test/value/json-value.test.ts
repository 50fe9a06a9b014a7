import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeValue } from "../../src/value/codec.ts";
import { jsonToValue, valueToJson } from "../../src/value/json-value.ts";
import { parseJson, RawNumber, stringifyJson } from "../../src/value/json.ts";
import { Complex, Float, GraphValue, type Value } from "../../src/value/value.ts";
import { anyValue } from "./values.ts";

it("writes consts with bytes in their nested form, also at top level", () => {
  expect(valueToJson(new Uint8Array([104, 105]))).toEqual({ __tkr_bytes__: true, bytes: "aGk=" });
  expect(jsonToValue({ __tkr_bytes__: true, bytes: "aGk=" })).toEqual(new Uint8Array([104, 105]));
});

it("keeps numbers that JavaScript would print otherwise as raw tokens", () => {
  expect(valueToJson([1, 0.5, new Float(3), 2n ** 64n, new Float(100, "1e2"), 1e-7])).toEqual([
    1,
    0.5,
    new RawNumber("3.0"),
    new RawNumber("18446744073709551616"),
    new RawNumber("1e2"),
    new RawNumber("1e-07"),
  ]);
  expect(valueToJson([new Float(NaN), new Float(-Infinity)])).toEqual([NaN, -Infinity]);
});

it("takes numbers as code puts them into a document", () => {
  expect(jsonToValue([1, -0, 1e300, 0.5, 5n, NaN])).toEqual([
    1,
    new Float(-0),
    new Float(1e300),
    0.5,
    5,
    new Float(NaN),
  ]);
});

it("writes a complex number as a pair, of floats", () => {
  expect(valueToJson(new Complex(1, 2.5))).toEqual([new RawNumber("1.0"), 2.5]);
  expect(jsonToValue([1, 2.5], { "x-tierkreis": "complex" })).toEqual(new Complex(1, 2.5));
});

it("writes a graph as its document", () => {
  const graph = { nodes: [], fixed_inputs: {}, graph_inputs: [], graph_output_idx: null, named_nodes: {} };
  expect(valueToJson(new GraphValue(graph))).toBe(graph);
});

it("gives every value back as it was, through the text of a document", () => {
  // A plain object of JavaScript puts keys that are integers first, so those are left out.
  const inOrder = (value: Value): boolean =>
    value instanceof Map
      ? [...(value as ReadonlyMap<string, Value>)].every(
          ([key, field]) => !/^\d+$/.test(key) && inOrder(field),
        )
      : !Array.isArray(value) || (value as readonly Value[]).every(inOrder);
  fc.assert(
    fc.property(anyValue.filter(inOrder), (value) => {
      const back = jsonToValue(parseJson(stringifyJson(valueToJson(value))));
      expect(back).toEqual(value);
      expect(encodeValue([back])).toEqual(encodeValue([value]));
    }),
    { numRuns: 2000 },
  );
});
