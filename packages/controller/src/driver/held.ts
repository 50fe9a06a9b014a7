import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import {
  decodeValue,
  encodeValue,
  notFound,
  TierkreisError,
  type PortSchema,
  type Storage,
  type Value,
} from "@tierkreis/core";

/** Values up to this size are kept decoded when somebody has read them. */
const KEEP_DECODED = 64 * 1024;

/** Where a value lies or would, and its declared type if it has one. */
export interface HeldPlace {
  readonly key: string;
  readonly type: PortSchema | undefined;
}

/** What a file was when its value was known to be right. */
export interface FilePrint {
  readonly size: bigint;
  readonly mtime: bigint;
  readonly inode: bigint;
  /** Who may read and write it. */
  readonly mode: bigint;
}

/**
 * One value of a run, as bytes under a key, decoded, or both. Whoever needs the other form gets it made once: a value that a
 * program reads is written when the first such program starts, and never if none does.
 */
export class Held {
  readonly #storage: Storage;
  /** Where the value lies, or would. */
  readonly key: string;
  readonly type: PortSchema | undefined;
  readonly #given: Value | undefined;
  #stored: Promise<void> | undefined;
  #decoded: Promise<Value> | undefined;
  #print: FilePrint | undefined;

  private constructor(storage: Storage, place: HeldPlace, given: Value | undefined) {
    this.#storage = storage;
    this.key = place.key;
    this.type = place.type;
    this.#given = given;
  }

  /** A value that lies under its key already. */
  static stored(storage: Storage, place: HeldPlace): Held {
    const held = new Held(storage, place, undefined);
    held.#stored = Promise.resolve();
    return held;
  }

  /** A value that is known and will be written under the key when a program needs it. */
  static given(storage: Storage, place: HeldPlace, value: Value): Held {
    return new Held(storage, place, value);
  }

  /** The value where it is known and may not be stored; `undefined` where it lies under its key. */
  get given(): Value | undefined {
    return this.#given;
  }

  /** What tells this value from others of its place: its key where that is written once, else a hash of what is known. */
  identity(): string {
    if (this.#given === undefined) return this.key;
    return `sha256:${createHash("sha256").update(encodeValue(this.#given, this.type)).digest("hex")}`;
  }

  /** The decoded value. */
  async value(): Promise<Value> {
    if (this.#given !== undefined) return this.#given;
    if (this.#decoded !== undefined) return this.#decoded;
    const bytes = await this.#storage.read(this.key);
    const value = decodeValue(bytes, this.type);
    if (bytes.length <= KEEP_DECODED) this.#decoded = Promise.resolve(value);
    return value;
  }

  /** The stored form. */
  async bytes(): Promise<Uint8Array> {
    if (this.#given !== undefined) return encodeValue(this.#given, this.type);
    return this.#storage.read(this.key);
  }

  /** Settles when the value lies under its key. */
  store(): Promise<void> {
    this.#stored ??= this.#write();
    return this.#stored;
  }

  /** The value as a file of this machine: its path, and what the file must still be when its readers are done. */
  async file(): Promise<{ readonly path: string; readonly print: FilePrint }> {
    await this.store();
    const path = this.#storage.localPath?.(this.key);
    if (path === undefined)
      throw new TierkreisError("TKR_BUG", `${this.#storage.name} has no local files.`, { key: this.key });
    this.#print ??= await this.#firstPrint(path);
    return { path, print: this.#print };
  }

  /** A storage that says that its keys are local files must have the value where it says. */
  async #firstPrint(path: string): Promise<FilePrint> {
    const there = statSync(path, { throwIfNoEntry: false })?.size;
    const size = (await this.#storage.stat(this.key))?.size;
    if (there !== undefined && there === size) return printOf(path);
    if (size === undefined) throw notFound(this.#storage.name, this.key);
    const message = `The storage ${this.#storage.name} is at fault: \`localPath\` of ${JSON.stringify(this.key)} is ${path}, where the value is not.`;
    const { name: driver } = this.#storage;
    throw new TierkreisError("TKR_STORAGE_FAULT", message, {
      driver,
      operation: "localPath",
      key: this.key,
      file: path,
    });
  }

  /** A program wrote to the file: what was known again takes its place, what was stored only is void. Says which it was. */
  async repair(): Promise<"rewritten" | "void"> {
    this.#print = undefined;
    if (this.#given === undefined) return "void";
    await this.#storage.write(this.key, encodeValue(this.#given, this.type));
    return "rewritten";
  }

  /** Writes what is known, unless the same bytes lie there from an earlier life of the run. */
  async #write(): Promise<void> {
    if (this.#given === undefined) return;
    const bytes = encodeValue(this.#given, this.type);
    if (await this.#storage.create(this.key, bytes)) return;
    if (Buffer.compare(await this.#storage.read(this.key), bytes) !== 0)
      await this.#storage.write(this.key, bytes);
  }
}

/** Size, time, inode and mode of a file: they change when somebody writes to it or locks others out. */
export function printOf(path: string): FilePrint {
  const stat = statSync(path, { bigint: true });
  return { size: stat.size, mtime: stat.mtimeNs, inode: stat.ino, mode: stat.mode };
}

/** True while the file is what it was. */
export function isUnchanged(path: string, print: FilePrint): boolean {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return (
    stat !== undefined &&
    stat.size === print.size &&
    stat.mtimeNs === print.mtime &&
    stat.ino === print.inode &&
    stat.mode === print.mode
  );
}
