import {
  checkValue,
  jsonToValue,
  parseJson,
  RawNumber,
  TierkreisError,
  type Graph,
  type Json,
  type PortSchema,
  type Value,
} from "@tierkreis/core";
import { readUserFile } from "../read-user-file.ts";
import { usageError } from "../usage-error.ts";
import { declaredType, inputNames } from "./declared-type.ts";

const assignment = /^([A-Za-z0-9_-]+)=(.*)$/s;

/**
 * The values of `-i`, by port: from `FILE.json` (one object by port), `port=value` and `port=@file`. What a port is given by
 * name counts more than what a file says. Numbers stay exact.
 */
export function readInputs(graph: Graph, items: readonly string[]): Readonly<Record<string, Value>> {
  const fromFiles = new Map<string, Value>();
  const named = new Map<string, Value>();
  for (const item of items) {
    const [, port, text = ""] = assignment.exec(item) ?? [];
    if (port === undefined) {
      for (const [name, json] of Object.entries(readObject(graph, item))) {
        fromFiles.set(name, convert(name, json, declaredType(graph, "inputs", name)));
      }
      continue;
    }
    if (named.has(port)) throw usageError(`The input ${JSON.stringify(port)} is given twice.`, { port });
    const type = declaredType(graph, "inputs", port);
    named.set(port, text.startsWith("@") ? readFile(port, text.slice(1), type) : readText(port, text, type));
  }
  return Object.fromEntries([...fromFiles, ...named]);
}

/** A file with one JSON object by port; for a graph whose only input is `value` also with that value itself. */
function readObject(graph: Graph, file: string): Readonly<Record<string, Json>> {
  const json = parseFile(file);
  if (isObject(json)) return json;
  const names = inputNames(graph);
  if (names.length === 1 && names[0] === "value") return { value: json };
  const ports = names.map((name) => JSON.stringify(name)).join(", ") || "none";
  throw usageError(
    `${file}, which -i names, must hold one JSON object by input. The graph's inputs: ${ports}.`,
    { file },
  );
}

function readFile(port: string, file: string, type: PortSchema | undefined): Value {
  if (type?.["x-tierkreis"] === "bytes") return new Uint8Array(readUserFile(file, "-i"));
  return convert(port, parseFile(file), type);
}

/** The text itself where a string or bytes are declared; else JSON, and the text where it is none or only the text fits. */
function readText(port: string, text: string, type: PortSchema | undefined): Value {
  if (type?.["x-tierkreis"] === "bytes") return new TextEncoder().encode(text);
  if (type?.type === "string") return text;
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    if (TierkreisError.isInstance(error)) return text;
    throw error;
  }
  if (type === undefined) return jsonToValue(json);
  const value = convert(port, json, type);
  return checkValue(value, type) !== undefined && checkValue(text, type) === undefined ? text : value;
}

function parseFile(file: string): Json {
  const text = new TextDecoder().decode(readUserFile(file, "-i"));
  try {
    return parseJson(text);
  } catch (error) {
    if (!TierkreisError.isInstance(error)) throw error;
    throw usageError(`${file}, which -i names, is no JSON: ${error.message}`, { file, cause: error });
  }
}

function convert(port: string, json: Json, type: PortSchema | undefined): Value {
  try {
    return jsonToValue(json, type);
  } catch (error) {
    if (!TierkreisError.isInstance(error)) throw error;
    const message = `The input ${JSON.stringify(port)} can not be a value: ${error.message}`;
    throw new TierkreisError("TKR_INPUTS_INVALID", message, { port, cause: error });
  }
}

function isObject(json: Json): json is Readonly<Record<string, Json>> {
  return typeof json === "object" && json !== null && !Array.isArray(json) && !(json instanceof RawNumber);
}
