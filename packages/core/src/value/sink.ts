import { quote } from "./quote.ts";

/** Takes the pieces of a text in order. */
export interface Sink {
  add(piece: string): void;
  /** Takes a string literal. */
  addLiteral(text: string): void;
}

/** One JavaScript string of all. */
export class TextSink implements Sink {
  private text = "";

  add(piece: string): void {
    this.text += piece;
  }

  addLiteral(text: string): void {
    this.text += quote(text);
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

  addLiteral(text: string): void {
    if (text.length > SHORT || !this.addPlainLiteral(text)) this.add(quote(text));
  }

  end(): Uint8Array {
    const all = Buffer.concat([...this.full, this.chunk.subarray(0, this.at)]);
    // Small buffers share memory with others, which a value that is kept shall not hold.
    return all.buffer.byteLength === all.length ? new Uint8Array(all.buffer) : new Uint8Array(all);
  }

  /** Copies a short text while looking at it. False, and nothing is added, where it needs an escape. */
  private addPlainLiteral(text: string): boolean {
    const { length } = text;
    if (this.at + length + 2 > this.chunk.length) this.grow(length + 2);
    const { chunk, at } = this;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return false;
      chunk[at + 1 + index] = unit;
    }
    chunk[at] = chunk[at + 1 + length] = 0x22;
    this.at = at + length + 2;
    return true;
  }

  private grow(needed: number): void {
    this.full.push(this.chunk.subarray(0, this.at));
    this.chunk = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(this.chunk.length * 4, CHUNK)));
    this.at = 0;
  }
}
