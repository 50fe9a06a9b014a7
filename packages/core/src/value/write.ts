import { TierkreisError } from "../errors.ts";
import { floatText } from "./float-text.ts";
import { RawNumber } from "./raw-number.ts";
import { escapeObject } from "./reserved.ts";
import { Complex, Float, GraphValue, type Value } from "./value.ts";

/** Takes the pieces of a text in order. */
export interface Sink {
  add(piece: string): void;
}

/** One JavaScript string of all. */
export class TextSink implements Sink {
  private text = "";

  add(piece: string): void {
    this.text += piece;
  }

  end(): string {
    return this.text;
  }
}

const CHUNK = 1 << 16;
/** Copying short pieces unit by unit costs less than a call into the engine. */
const SHORT = 32;

/** The bytes of an ASCII text, which may be longer than a JavaScript string can be. */
export class BytesSink implements Sink {
  private chunk = Buffer.alloc(256);
  private at = 0;
  private readonly full: Uint8Array[] = [];

  add(piece: string): void {
    const { length } = piece;
    if (this.at + length > this.chunk.length) this.grow(length);
    if (length > SHORT) {
      this.chunk.write(piece, this.at, "latin1");
    } else {
      const { chunk, at } = this;
      for (let index = 0; index < length; index++) chunk[at + index] = piece.charCodeAt(index);
    }
    this.at += length;
  }

  end(): Uint8Array {
    const all = Buffer.concat([...this.full, this.chunk.subarray(0, this.at)]);
    // Small buffers share memory with others, which a value that is kept shall not hold.
    return all.buffer.byteLength === all.length ? new Uint8Array(all.buffer) : new Uint8Array(all);
  }

  private grow(needed: number): void {
    this.full.push(this.chunk.subarray(0, this.at));
    this.chunk = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(this.chunk.length * 4, CHUNK)));
    this.at = 0;
  }
}

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
    sink.add(`${open.next++ > 0 ? "," : ""}${quote(key)}:`);
    const inner = begin(value, sink);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function scalarText(node: unknown): string | undefined {
  switch (typeof node) {
    case "number":
      return numberText(node);
    case "string":
      return quote(node);
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

/** A string literal in ASCII, as Python writes it. */
export function quote(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  const literal = JSON.stringify(text);
  return /[\u007f-\uffff]/.test(literal)
    ? literal.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
    : literal;
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
