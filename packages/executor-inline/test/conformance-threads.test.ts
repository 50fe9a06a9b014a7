import { it } from "vitest";
import { executorSuite } from "@tierkreis/core/conformance";
import { InlineExecutor } from "@tierkreis/executor-inline";
import { inThreads } from "./fixtures/probes.ts";

const find = (probe: string) => ({ worker: "threaded", task: probe });

for (const t of executorSuite(() => new InlineExecutor({ tasks: inThreads }), { find }))
  it(t.name, t.run, t.timeout);
