import { it } from "vitest";
import { executorSuite } from "@tierkreis/core/conformance";
import { makeExecutor } from "./support/composed-executor.ts";

const module = new URL("./support/composed-executor.ts", import.meta.url);
for (const t of executorSuite(makeExecutor, { module })) it(t.name, t.run, t.timeout);
