import { defineProject } from "vitest/config";
import { fromSource, packageTests } from "../../vitest.shared.ts";

const shared = await packageTests(import.meta.dirname);
if (typeof shared === "function") throw new TypeError("Expected the shared configuration to be an object");

// vitest hands these on to Node, where "module" makes vscode-languageserver, which the TypeSpec compiler loads, unreadable.
const conditions = fromSource.ssr.resolve.conditions.filter((condition) => condition !== "module");

export default defineProject({ ...shared, resolve: { conditions }, ssr: { resolve: { conditions } } });
