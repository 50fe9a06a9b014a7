import {
  GraphValue,
  jsonToValue,
  messageOf,
  stringifyJson,
  valueToJson,
  type GraphNode,
  type Json,
  type Value,
} from "@tierkreis/core";
import { plainLine } from "../terminal/width.ts";

/** Letters of a name or value that are shown. */
const SHOWN = 60;
/** Letters that are looked at: more would not be shown, however wide. */
const READ = 1000;

/** One plain line of any text, not longer than a label may be. */
export function label(text: string): string {
  return plainLine(text.slice(0, READ).toWellFormed(), SHOWN).replaceAll(/\s+/g, " ").trim();
}

/** A const in a few letters. */
function constLabel(json: Json): string {
  let value: Value;
  try {
    value = jsonToValue(json);
  } catch (error) {
    return label(messageOf(error));
  }
  if (value instanceof Uint8Array) return `${String(value.length)} bytes`;
  if (value instanceof GraphValue) return `graph of ${String(value.graph.nodes.length)} nodes`;
  return label(stringifyJson(valueToJson(value)));
}

/** What a node says of itself. */
export function nodeLines(node: GraphNode): readonly string[] {
  switch (node.type) {
    case "input":
      return [label(node.name)];
    case "const":
      return [constLabel(node.value)];
    case "function":
      return [label(node.function_name)];
    case "eifelse":
      return ["ifelse", "both are computed"];
    case "loop": {
      const name = typeof node.name === "string" && node.name !== "" ? ` ${label(node.name)}` : "";
      return [`loop${name}`, `while ${label(node.continue_port)}`];
    }
    case "output":
    case "eval":
    case "map":
    case "ifelse":
      return [node.type];
  }
}

/** What an arrow says: the ports at both ends where they say something. `undefined` for an end that shows its port itself. */
export function arrowLabel(from: string | undefined, to: string | undefined): string | undefined {
  const source = from === undefined ? undefined : said(from.replace(/^(?:(.*)-)?\*$/, "each $1").trim());
  const target = to === undefined ? undefined : said(to);
  if (source === undefined || target === undefined || source === target) return source ?? target;
  return `${source} → ${target}`;
}

/** `value` is what a port is called that needs no name. */
function said(port: string): string | undefined {
  return port === "value" ? undefined : label(port);
}
