import { it } from "vitest";
import { executorSuite } from "@tierkreis/core/conformance";
import { InlineExecutor } from "@tierkreis/executor-inline";
import { inProcess } from "./fixtures/probes.ts";

for (const t of executorSuite(() => new InlineExecutor({ tasks: inProcess }))) it(t.name, t.run, t.timeout);
