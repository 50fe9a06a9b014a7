import { storageSuite } from "@tierkreis/core/conformance";
import { it } from "vitest";
import { makeStorage } from "./make-storage.ts";

const module = new URL("make-storage.ts", import.meta.url);
for (const test of storageSuite(makeStorage, { module })) it(test.name, test.run, test.timeout);
