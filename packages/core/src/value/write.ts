import { TierkreisError } from "../errors.ts";
import { floatText } from "./float-text.ts";
import { RawNumber } from "./raw-number.ts";
import { escapeObject } from "./reserved.ts";
import type { Sink } from "./sink.ts";
import { Complex, Float, GraphValue, type Value } from "./value.ts";

/** A container being written: the next element of a list, or the entries of an object that are left. */
interface Open {
  readonly list: readonly unknown[] | undefined;
  readonly entries: Iterator<readonly [string, unknown]> | undefined;
  next: number;
}

/** Writes a `Value` or `Json` as JSON in ASCII, as Python does but without white space. Uses no stack on depth. */
export function writeTree(tree: unknown, sink: Sink): void {
  const outer: Open[] = [];
  let open = begin(tree, sink);
  while (open !== undefined) {
    const inner = open.list === undefined ? nextField(open, sink) : nextElements(open, open.list, sink);
    if (inner === undefined) {
      sink.add(open.list === undefined ? "}" : "]");
      open = outer.pop();
    } else {
      outer.push(open);
      open = inner;
    }
  }
}

/** Writes a scalar whole; of a container, the bracket only, and answers what is to be written of it. */
function begin(node: unknown, sink: Sink): Open | undefined {
  if (typeof node === "string") {
    sink.addLiteral(node);
    return undefined;
  }
  const scalar = scalarText(node);
  if (scalar !== undefined) {
    sink.add(scalar);
    return undefined;
  }
  if (Array.isArray(node)) {
    sink.add("[");
    return { list: node, entries: undefined, next: 0 };
  }
  if (typeof node !== "object" || node === null) throw unwritable(node);
  sink.add("{");
  const entries: Iterable<readonly [string, unknown]> =
    node instanceof Map
      ? escapeObject(node as ReadonlyMap<string, Value>)
      : Object.entries(node instanceof GraphValue ? node.graph : node).filter(
          ([, value]) => value !== undefined,
        );
  return { list: undefined, entries: entries[Symbol.iterator](), next: 0 };
}

/** Writes elements up to and with the beginning of the next container; `undefined` at the end of the list. */
function nextElements(open: Open, list: readonly unknown[], sink: Sink): Open | undefined {
  for (let at = open.next; at < list.length; at++) {
    if (at > 0) sink.add(",");
    const inner = begin(list[at], sink);
    if (inner !== undefined) {
      open.next = at + 1;
      return inner;
    }
  }
  return undefined;
}

/** The same for the fields of an object. */
function nextField(open: Open, sink: Sink): Open | undefined {
  for (let field = open.entries?.next(); field?.done === false; field = open.entries?.next()) {
    const [key, value] = field.value;
    if (open.next++ > 0) sink.add(",");
    sink.addLiteral(key);
    sink.add(":");
    const inner = begin(value, sink);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function scalarText(node: unknown): string | undefined {
  switch (typeof node) {
    case "number":
      return numberText(node);
    case "boolean":
    case "bigint":
      return String(node);
    default:
      return node === null ? "null" : specialText(node);
  }
}

function specialText(node: unknown): string | undefined {
  if (node instanceof Float || node instanceof RawNumber) return node.text;
  if (node instanceof Uint8Array) return `{"__tkr_bytes__":true,"bytes":"${base64(node)}"}`;
  if (!(node instanceof Complex)) return undefined;
  const pair = `[${floatText(node.re)},${floatText(node.im)}]`;
  return node.tagged ? `{"__tkr_complex__":${pair}}` : pair;
}

/** A safe integer is one; any other number is a float. */
function numberText(number: number): string {
  return Number.isSafeInteger(number) && !Object.is(number, -0) ? String(number) : floatText(number);
}

/** The bytes in base64. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function unwritable(node: unknown): TierkreisError {
  return new TierkreisError(
    "TKR_VALUE_INVALID",
    `${typeof node} is no value and can not be written as JSON.`,
  );
}
