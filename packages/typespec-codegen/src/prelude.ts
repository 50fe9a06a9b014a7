import { resolvePath } from "@typespec/compiler";

/** The file with the words that Tierkreis adds to TypeSpec: `@portmapping`, `int`, `bool`, `double`, `complex`. */
export const preludePath = resolvePath(import.meta.dirname, "../lib/main.tsp");

/** The name under which schemas may import the prelude, which they need not. */
export const packageName = "@tierkreis/typespec-codegen";
