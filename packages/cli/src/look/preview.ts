import type { PlaceValue } from "@tierkreis/controller";
import { decodeValue, encodeValue, stringifyJson, valueToJson, type Storage } from "@tierkreis/core";
import { plainLine } from "../terminal/width.ts";

/** Of larger values only the beginning is read. */
const READ = 8 * 1024;

/** What can be said of a value in a line. */
export interface Preview {
  /** The size of its stored form in bytes. */
  readonly bytes: number;
  /** JSON, or text behind `bytes:`; cut with `…`. */
  readonly text: string;
}

/** A value's size and beginning; however large it is, little of it is read. */
export async function previewOf(storage: Storage, place: PlaceValue, width: number): Promise<Preview> {
  if (!("key" in place)) {
    const stored = encodeValue(place.value, place.type);
    return { bytes: stored.length, text: textOf(stored, stored.length, width) };
  }
  const size = (await storage.stat(place.key))?.size;
  if (size === undefined) return { bytes: 0, text: "(gone)" };
  return { bytes: size, text: textOf(await beginning(storage, place.key), size, width) };
}

async function beginning(storage: Storage, key: string): Promise<Uint8Array> {
  let read = new Uint8Array();
  for await (const piece of storage.readStream(key)) {
    read = Buffer.concat([read, piece]);
    if (read.length >= READ) break;
  }
  return read.subarray(0, READ);
}

function textOf(begin: Uint8Array, size: number, width: number): string {
  const isWhole = begin.length === size;
  const value = isWhole ? decodeValue(begin) : undefined;
  if (value !== undefined && !(value instanceof Uint8Array))
    return plainLine(stringifyJson(valueToJson(value)), width);
  const text = new TextDecoder().decode(begin);
  // What is no text is mostly seen at its beginning.
  const isText = !/[\u0000-\u0008\u000e-\u001a\ufffd]/.test(text.slice(0, -4)) && text !== "";
  if (!isText) return `${String(size)} bytes`;
  const isJson = !isWhole && /^[[{"\d-]/.test(text);
  return plainLine(`${isJson ? "" : "bytes: "}${text}${isWhole ? "" : "…"}`, width);
}
