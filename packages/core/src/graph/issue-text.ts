import type { z } from "zod";
import { RawNumber, stringifyJson, type Json } from "../value/json.ts";
import type { GraphProblem } from "./check.ts";

type Issue = z.core.$ZodIssue;

const SHOWN = 40;

const kinds: Readonly<Record<string, string>> = {
  array: "a list",
  object: "an object",
  record: "an object",
  string: "a string",
  boolean: "true or false",
  number: "a number",
  int: "an integer",
};

/** What zod found in a graph document, in our words: the node, the field, what belongs there and what is there. */
export function problemOf(given: Issue, document: unknown): GraphProblem {
  const issue = innermost(given);
  const [top, index, ...rest] = issue.path;
  const node = top === "nodes" && typeof index === "number" ? index : undefined;
  const steps = node === undefined ? issue.path : rest;
  const found = valueAt(document, issue.path);
  const field = steps.map(String).join(".");
  const message =
    issue.code === "invalid_union" && field === "type" && found !== undefined
      ? `unknown node type ${inWords(found)}`
      : problemText(
          field || (node === undefined ? "the document" : "the node"),
          expectedText(issue, found),
          found,
        );
  return node === undefined ? { message } : { node, message };
}

/** What fits none of several shapes is measured by the one that it came furthest with. */
function innermost(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.flat().find(({ code, path }) => code === "unrecognized_keys" || path.length > 0);
  return inner === undefined ? issue : innermost({ ...inner, path: [...issue.path, ...inner.path] });
}

function problemText(field: string, expected: string, found: unknown): string {
  return found === undefined
    ? `${field} is missing: expected ${expected}`
    : `${field}: expected ${expected}, found ${inWords(found)}`;
}

function expectedText(issue: Issue, found: unknown): string {
  if (found instanceof RawNumber && issue.code === "invalid_type") return "a number as JavaScript prints it";
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? issue.expected;
    case "too_small":
      return `${numberOf(issue.origin)} ${issue.inclusive === true ? "of at least" : "above"} ${String(issue.minimum)}`;
    case "too_big":
      return `${numberOf(issue.origin)} ${issue.inclusive === true ? "of at most" : "below"} ${String(issue.maximum)}`;
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "invalid_union":
      // A node is told by its type alone: no other shape was tried.
      if (issue.errors.length === 0) return "a type of node";
      return issue.errors.flatMap((issues) => issues.map((one) => expectedText(one, found))).join(" or ");
    case "unrecognized_keys":
      return `no ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`;
    case "custom":
      return issue.message;
    default:
      return `something else (${issue.message})`;
  }
}

function numberOf(origin: string): string {
  return kinds[origin] ?? "a number";
}

/** What stands at the path; `undefined` where nothing does. */
function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let at = document;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

function inWords(found: unknown): string {
  if (Array.isArray(found) && !isShort(found)) return `a list of ${String(found.length)}`;
  if (isContainer(found) && !Array.isArray(found)) return "an object";
  if (typeof found === "function" || typeof found === "symbol") return `a ${typeof found}`;
  const text = stringifyJson(found as Json);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

/** A short list of scalars is best shown as it is. */
function isShort(list: readonly unknown[]): boolean {
  return list.length <= 4 && !list.some(isContainer);
}

function isContainer(value: unknown): boolean {
  return typeof value === "object" && value !== null && !(value instanceof RawNumber);
}
