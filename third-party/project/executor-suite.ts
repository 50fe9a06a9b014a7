import { test } from "node:test";
import { executorSuite } from "@tierkreis/core/conformance";
import { makeExecutor, workersOf } from "./make-executor.ts";

const module = new URL("./make-executor.ts", import.meta.url);
for (const t of executorSuite(makeExecutor, { module, registry: workersOf }))
  void test(t.name, { timeout: t.timeout }, t.run);
