import { join } from "node:path";

/** Arguments of Node for a child process that runs our sources, with the bug that is planted in this one. */
export function nodeArguments(): string[] {
  const planted =
    process.env["CHAOS_MUTATION"] === undefined ? [] : ["--import", join(import.meta.dirname, "plant.ts")];
  return ["--conditions=@tierkreis/source", ...planted];
}
