import { isUtf8 } from "node:buffer";
import { TierkreisError } from "../errors.ts";
import { setOwn } from "./own.ts";
import { revive, RESERVED_PREFIX } from "./reserved.ts";
import { Scanner } from "./scan.ts";
import type { NumberForm } from "./number-batch.ts";
import { scanNumbers, startsNumber } from "./scan-number.ts";
import { scanKey } from "./scan-string.ts";
import type { Value } from "./value.ts";

type Fields = Map<string, Value> | Record<string, unknown>;

/**
 * Reads JSON bytes into plain objects (`json`) or a `Value` (`value`). Uses no stack on depth.
 * Throws `TKR_VALUE_INVALID` with line and column.
 */
export function parseTree(bytes: Uint8Array, form: NumberForm): unknown {
  if (!isUtf8(bytes)) throw new TierkreisError("TKR_VALUE_INVALID", "Invalid JSON: the bytes are not UTF-8.");
  const scanner = new Scanner(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), form);
  return new Parser(scanner).document();
}

/** Holds the containers that are open around the one being read. */
class Parser {
  /** One stays, as does a scanner. */
  static readonly kept = new Parser(Scanner.kept);

  private readonly scanner: Scanner;
  private readonly outer: (unknown[] | Fields)[] = [];
  private readonly outerKeys: string[] = [];
  private list: unknown[] | undefined;
  private fields: Fields | undefined;
  private key = "";
  private reserved = false;

  constructor(scanner: Scanner) {
    this.scanner = scanner;
  }

  document(): unknown {
    const { scanner } = this;
    let value = this.next();
    while (this.list !== undefined || this.fields !== undefined) {
      if (this.list !== undefined) this.list.push(value);
      else this.setField(value);
      const byte = scanner.peek();
      if (byte === 0x2c) {
        scanner.at++;
        if (this.list === undefined) this.readKey();
        value = this.next();
      } else if (byte === (this.list === undefined ? 0x7d : 0x5d)) {
        scanner.at++;
        value = this.close();
      } else {
        throw scanner.error(this.list === undefined ? '"," or "}"' : '"," or "]"');
      }
    }
    if (scanner.peek() !== -1) throw scanner.error("the end");
    return value;
  }

  /** {@link next} for a list that begins with a number. Most have nothing but numbers in them, and need not be opened. */
  private numberList(): unknown {
    const { scanner } = this;
    const list = scanNumbers(scanner);
    if (scanner.peek() === 0x5d) {
      scanner.at++;
      return list;
    }
    this.open(list);
    return list.pop();
  }

  /** Reads to the end of the next scalar or empty container, opening the containers on the way. */
  private next(): unknown {
    const { scanner } = this;
    for (;;) {
      const byte = scanner.peek();
      if (byte === 0x5b) {
        scanner.at++;
        const first = scanner.peek();
        if (startsNumber(first)) return this.numberList();
        if (first === 0x5d) {
          scanner.at++;
          return [];
        }
        this.open([]);
      } else if (byte === 0x7b) {
        scanner.at++;
        if (scanner.peek() === 0x7d) {
          scanner.at++;
          return this.newFields();
        }
        this.open(this.newFields());
        this.readKey();
      } else {
        return scanner.scalar(byte);
      }
    }
  }

  private newFields(): Fields {
    return this.scanner.form === "value" ? new Map<string, Value>() : {};
  }

  private open(container: unknown[] | Fields): void {
    const current = this.list ?? this.fields;
    if (current !== undefined) {
      this.outer.push(current);
      this.outerKeys.push(this.key);
    }
    this.list = Array.isArray(container) ? container : undefined;
    this.fields = Array.isArray(container) ? undefined : container;
  }

  private close(): unknown {
    const closed = this.list ?? this.fields;
    const outer = this.outer.pop();
    this.key = this.outerKeys.pop() ?? "";
    this.list = Array.isArray(outer) ? outer : undefined;
    this.fields = Array.isArray(outer) ? undefined : outer;
    return this.reserved && closed instanceof Map ? revive(closed) : closed;
  }

  private readKey(): void {
    const { scanner } = this;
    if (scanner.peek() !== 0x22) throw scanner.error('a key (")');
    this.key = scanKey(scanner);
    if (this.key.startsWith(RESERVED_PREFIX)) this.reserved = true;
    if (scanner.peek() !== 0x3a) throw scanner.error('":"');
    scanner.at++;
  }

  private setField(value: unknown): void {
    if (this.fields instanceof Map) this.fields.set(this.key, value as Value);
    else if (this.fields !== undefined) setOwn(this.fields, this.key, value);
  }
}
