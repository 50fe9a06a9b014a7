import { storageSuite } from "@tierkreis/core/conformance";
import { it } from "vitest";
import { makeStorage } from "./support/make-storage.ts";

const module = new URL("./support/make-storage.ts", import.meta.url);

for (const t of storageSuite(makeStorage, { module })) it(t.name, t.run, t.timeout);
