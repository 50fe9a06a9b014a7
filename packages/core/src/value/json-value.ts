import type { PortSchema } from "../ports/schema.ts";
import { coerce, innerOf } from "./coerce.ts";
import { floatText } from "./float-text.ts";
import { RawNumber, type Json } from "./json.ts";
import { objectOf } from "./own.ts";
import { parseTree } from "./parse.ts";
import { rebuild, type Inner } from "./rebuild.ts";
import { escapeObject, revive } from "./reserved.ts";
import { Complex, Float, GraphValue, integer, type Value } from "./value.ts";
import { base64 } from "./write.ts";

/** The value that encoded JSON data stands for, such as a const of a graph document. Bytes are in their nested form. */
export function jsonToValue(json: Json, type?: PortSchema): Value {
  const value = rebuild(json, { inner: innerOfJson, leaf: scalarOfJson }) as Value;
  return type === undefined ? value : coerce(value, type, "decoded");
}

/** The value as encoded JSON data, for a const of a graph document. Bytes take their nested form, also at top level. */
export function valueToJson(value: Value): Json {
  return rebuild(value, { inner: innerOfValue, leaf: scalarToJson }) as Json;
}

function innerOfJson(node: unknown): Inner | undefined {
  if (Array.isArray(node)) return { keys: undefined, items: node, build: (results) => results };
  if (typeof node !== "object" || node === null || node instanceof RawNumber) return undefined;
  const fields = Object.entries(node).filter(([, field]) => field !== undefined);
  const keys = fields.map(([key]) => key);
  return {
    keys,
    items: fields.map(([, field]) => field as unknown),
    build: (results) => revive(new Map(keys.map((key, index) => [key, results[index] as Value]))),
  };
}

function scalarOfJson(node: unknown): unknown {
  if (node instanceof RawNumber) return parseTree(Buffer.from(node.text), "value");
  if (typeof node === "bigint") return integer(node);
  if (typeof node !== "number" || (Number.isSafeInteger(node) && !Object.is(node, -0))) return node;
  if (!Number.isInteger(node) && Number.isFinite(node)) return node;
  return new Float(node);
}

function innerOfValue(node: unknown): Inner | undefined {
  if (!(node instanceof Map)) return innerOf(node as Value);
  const object = escapeObject(node as ReadonlyMap<string, Value>);
  const keys = [...object.keys()];
  return { keys, items: [...object.values()], build: (results) => objectOf(keys, results) };
}

function scalarToJson(node: unknown): unknown {
  if (node instanceof Float) return numberToken(node.text);
  if (typeof node === "number") return Number.isInteger(node) ? node : numberToken(floatText(node));
  if (typeof node === "bigint") return new RawNumber(String(node));
  if (node instanceof Uint8Array) return { __tkr_bytes__: true, bytes: base64(node) };
  if (node instanceof GraphValue) return node.graph;
  if (!(node instanceof Complex)) return node;
  const pair = [node.re, node.im].map((part) => scalarToJson(new Float(part)));
  return node.tagged ? { __tkr_complex__: pair } : pair;
}

function numberToken(text: string): unknown {
  return parseTree(Buffer.from(text), "json");
}
