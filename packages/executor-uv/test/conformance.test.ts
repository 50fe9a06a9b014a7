import { it } from "vitest";
import { executorSuite } from "@tierkreis/core/conformance";
import { makeExecutor } from "./make-executor.ts";
import { makeExecutor as makeWarm } from "./make-warm-executor.ts";

const module = new URL("./make-executor.ts", import.meta.url);
for (const t of executorSuite(makeExecutor, { module })) it(t.name, t.run, t.timeout);

const warm = new URL("./make-warm-executor.ts", import.meta.url);
for (const t of executorSuite(makeWarm, { module: warm })) it(`warm: ${t.name}`, t.run, t.timeout);
