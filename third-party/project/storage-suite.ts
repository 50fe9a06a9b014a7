import { test } from "node:test";
import { storageSuite } from "@tierkreis/core/conformance";
import { makeStorage } from "./make-storage.ts";

const module = new URL("./make-storage.ts", import.meta.url);
for (const t of storageSuite(makeStorage, { module })) void test(t.name, { timeout: t.timeout }, t.run);
