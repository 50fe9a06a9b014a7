import { builtinPorts } from "@tierkreis/builtins";
import {
  decodeValue,
  encodeValue,
  parseJson,
  stringifyJson,
  TierkreisError,
  type PortSchema,
  type Value,
} from "@tierkreis/core";
import { expect, it } from "vitest";
import { compute } from "./support/pure.ts";
import { readVectors, type Vector } from "./support/vectors.ts";

const cases = ["vectors.json", "more-vectors.json"].flatMap((file) =>
  Object.entries(readVectors(file)).map(([task, vectors]) => [task, file, vectors] as const),
);

const latin1 = (text: string) => Buffer.from(text, "latin1");

/** JSON on one line with its number tokens as they are; other bytes as they are. */
const tokens = (text: string) => {
  try {
    return stringifyJson(parseJson(text));
  } catch {
    return `bytes ${text}`;
  }
};

type TypeOf = (task: string, port: string) => PortSchema | undefined;

function outcome(task: string, vector: Vector, typeOf: TypeOf): unknown {
  const inputs: Record<string, Value> = {};
  try {
    for (const [port, text] of Object.entries(vector.in))
      inputs[port] = decodeValue(latin1(text), typeOf(task, port));
    const outputs = Object.entries(compute(task, inputs));
    return Object.fromEntries(
      outputs.map(([port, value]) => [port, tokens(Buffer.from(encodeValue(value)).toString("latin1"))]),
    );
  } catch (error) {
    if (TierkreisError.isInstance(error)) return "error";
    throw error;
  }
}

const wanted = ({ out }: Vector) =>
  out === undefined
    ? "error"
    : Object.fromEntries(Object.entries(out).map(([port, text]) => [port, tokens(text)]));

const declared: TypeOf = (task, port) => builtinPorts(task)?.inputs[port]?.schema;
/** A graph that declares nothing: only bytes need to be known as such. */
const undeclared: TypeOf = (task, port) => (port === "value_bytes" ? declared(task, port) : undefined);

it.each(cases)("%s gives what Python gives (%s)", (task, _, vectors) => {
  const got = vectors.map((vector) => ({ in: vector.in, gives: outcome(task, vector, undeclared) }));
  expect(got).toEqual(vectors.map((vector) => ({ in: vector.in, gives: wanted(vector) })));
});

it.each(cases)("%s gives the same for inputs of declared types (%s)", (task, _, vectors) => {
  const got = vectors.map((vector) => ({ in: vector.in, gives: outcome(task, vector, declared) }));
  expect(got).toEqual(vectors.map((vector) => ({ in: vector.in, gives: wanted(vector) })));
});
