import { it } from "vitest";
import { storageSuite } from "@tierkreis/core/conformance";
import { makeStorage } from "./table-storage.ts";

for (const t of storageSuite(makeStorage, { module: new URL("./table-storage.ts", import.meta.url) }))
  it(t.name, t.run, t.timeout);
