import {
  getDeprecationDetails,
  getDoc,
  type ModelProperty,
  type Operation,
  type Program,
  type Type,
} from "@typespec/compiler";
import type { DocNode } from "@typespec/compiler/ast";
import type { Doc } from "../ir.ts";
import { firstArgument } from "./decorations.ts";

export const noDoc: Doc = { text: undefined, deprecated: undefined };

/** What the schema says about a type: its doc comment or `@doc`, and `#deprecated`. */
export function docOf(program: Program, type: Type): Doc {
  return {
    text: getDoc(program, type) ?? recordedDoc(type),
    deprecated: getDeprecationDetails(program, type)?.message,
  };
}

/** What the schema says about a task's port, in the parameter's own comment or a `@param` of the task's. */
export function portDoc(program: Program, operation: Operation, port: ModelProperty): Doc {
  const doc = docOf(program, port);
  return { ...doc, text: doc.text ?? tagText(operation, "param", port.name) };
}

/** What the schema says about a task's result. */
export function returnsDoc(operation: Operation): Doc {
  return { ...noDoc, text: fromComment(operation, "returns") ?? tagText(operation, "returns") };
}

/** The text of doc comments that belong to no type, such as an alias's. */
export function commentText(docs: readonly DocNode[] | undefined): string | undefined {
  const text = (docs ?? []).flatMap((doc) => doc.content.map((part) => part.text)).join("\n");
  return text === "" ? undefined : text;
}

/** Inside a template declaration decorators do not run, but they are on record. */
function recordedDoc(type: Type): string | undefined {
  if (!("decorators" in type) || !Array.isArray(type.decorators)) return undefined;
  const written = firstArgument(type, "doc");
  return written?.valueKind === "StringValue" ? written.value : fromComment(type, "self");
}

/** A doc comment is recorded as a decorator without definition: what it describes, and its text. */
function fromComment(type: Pick<Operation, "decorators">, key: "self" | "returns"): string | undefined {
  const record = type.decorators.find(
    ({ definition, args }) => definition === undefined && args.length === 2 && args[0]?.jsValue === key,
  );
  const text = record?.args[1]?.jsValue;
  return typeof text === "string" ? text : undefined;
}

function tagText(operation: Operation, tagName: "param" | "returns", param?: string): string | undefined {
  const tags = (operation.node?.docs ?? []).flatMap((doc) => doc.tags);
  const tag = tags.find(
    (each) => each.tagName.sv === tagName && (!("paramName" in each) || each.paramName.sv === param),
  );
  const text = tag?.content
    .map((part) => part.text)
    .join("\n")
    .trim();
  return text === "" ? undefined : text;
}
