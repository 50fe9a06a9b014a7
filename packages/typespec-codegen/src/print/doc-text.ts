import type { Doc } from "../ir.ts";

/** A doc comment in front of what it is about; nothing when there is nothing to say. */
export function docText({ text, deprecated }: Doc): string {
  const tag = deprecated === undefined ? undefined : `@deprecated ${deprecated}`.trim();
  const lines = [text, tag].flatMap((part) => (part === undefined ? [] : part.trim().split(/\r?\n/)));
  const safe = lines.map((line) => line.trimEnd().replaceAll("*/", "*\\/"));
  if (safe.length === 0) return "";
  const [only] = safe;
  if (safe.length === 1 && only !== undefined) return `\n/** ${only} */\n`;
  return `\n/**\n${safe.map((line) => (line === "" ? " *" : ` * ${line}`)).join("\n")}\n */\n`;
}
