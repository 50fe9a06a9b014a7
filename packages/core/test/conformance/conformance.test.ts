import { it } from "vitest";
import { storageSuite } from "@tierkreis/core/conformance";
import { memoryStorage } from "../../../../scripts/testing/memory-storage.ts";

for (const t of storageSuite(memoryStorage)) it(t.name, t.run, t.timeout);
