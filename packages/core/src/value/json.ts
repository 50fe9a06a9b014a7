import { parseTree } from "./parse.ts";
import { RawNumber } from "./raw-number.ts";
import { TextSink } from "./sink.ts";
import { writeTree } from "./write.ts";

export { RawNumber };

/**
 * JSON data as it stands in a document, such as the consts of a graph. A number that JavaScript would not print back as the same
 * token (`1.0`, `1e2`, `12345678901234567890`) is a {@link RawNumber}; NaN and the infinities are numbers.
 */
export type Json =
  null | boolean | number | string | RawNumber | bigint | readonly Json[] | { readonly [key: string]: Json };

/**
 * Reads JSON text without loss, and `NaN`, `Infinity` and `-Infinity` as Python writes them. Any depth will do.
 * Throws `TKR_VALUE_INVALID` with line and column.
 */
export function parseJson(text: string): Json {
  return parseTree(Buffer.from(text.isWellFormed() ? text : escapeLoneSurrogates(text)), "json") as Json;
}

/** Prints JSON data on one line in ASCII, as {@link parseJson} reads it. Any depth will do. */
export function stringifyJson(json: Json): string {
  const sink = new TextSink();
  writeTree(json, sink);
  return sink.end();
}

/** UTF-8 has no lone surrogates; a string literal of JSON, the only place for one, can write them as escapes. */
function escapeLoneSurrogates(text: string): string {
  return text.replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}
