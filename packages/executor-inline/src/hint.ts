import { nearNames } from "@tierkreis/core";

/** A sentence with the names that were perhaps meant, or nothing. */
export function hintAt(name: string, known: Iterable<string>): string {
  const near = nearNames(name, known);
  return near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
}
