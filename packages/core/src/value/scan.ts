import { TierkreisError } from "../errors.ts";
import type { NumberForm } from "./number-batch.ts";
import { scanNumber } from "./scan-number.ts";
import { scanString } from "./scan-string.ts";

const END = -1;

/** Reads single tokens of JSON from valid UTF-8 bytes, going forward from {@link at}. */
export class Scanner {
  /** When the last scanner is collected, V8 throws away the code that it compiled for scanners. So one stays. */
  static readonly kept = new Scanner(Buffer.alloc(0), "value");

  readonly bytes: Buffer;
  readonly view: DataView;
  readonly form: NumberForm;
  /** Keys that were read. */
  readonly keys: (string | undefined)[] = [];
  /** The offset of the next byte to read. */
  at: number;

  constructor(bytes: Buffer, form: NumberForm) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.form = form;
    this.at = bytes.length > 2 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  }

  /** Skips white space and answers the byte that follows, -1 at the end. */
  peek(): number {
    const { bytes } = this;
    for (let at = this.at; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) {
        this.at = at;
        return byte;
      }
    }
    this.at = bytes.length;
    return END;
  }

  /** Reads the string, number or word that begins here with `byte`. */
  scalar(byte: number): unknown {
    switch (byte) {
      case 0x22:
        return scanString(this);
      case 0x74:
        return this.word("true", true);
      case 0x66:
        return this.word("false", false);
      case 0x6e:
        return this.word("null", null);
      default:
        return scanNumber(this);
    }
  }

  /** Reads `word`, which stands for `value`. */
  word<T>(word: string, value: T): T {
    for (let index = 0; index < word.length; index++)
      if (this.bytes[this.at + index] !== word.charCodeAt(index)) throw this.error("a value");
    this.at += word.length;
    return value;
  }

  /** The bytes from `start` to `end` as ASCII. */
  text(start: number, end: number): string {
    return this.bytes.toString("latin1", start, end);
  }

  /** The error for something else standing here than what was expected. */
  error(expected: string): TierkreisError {
    const before = this.bytes.subarray(0, this.at);
    const lineStart = before.lastIndexOf(0x0a) + 1;
    let line = 1;
    for (let at = before.indexOf(0x0a); at !== -1; at = before.indexOf(0x0a, at + 1)) line++;
    const column = before.subarray(lineStart).toString().length + 1;
    const rest = this.bytes.subarray(this.at, this.at + 40).toString();
    const found = rest === "" ? "the end" : JSON.stringify(String.fromCodePoint(rest.codePointAt(0) ?? 0));
    const message = `Invalid JSON at line ${line}, column ${column}: expected ${expected}, found ${found}.`;
    return new TierkreisError("TKR_VALUE_INVALID", message, { line, column });
  }
}
