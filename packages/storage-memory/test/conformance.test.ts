import { storageSuite } from "@tierkreis/core/conformance";
import { expect, it } from "vitest";
import { makeStorage } from "./make-storage.ts";

for (const test of storageSuite(makeStorage)) it(test.name, test.run, test.timeout);

it("says what it can do", () => {
  expect(makeStorage()).toMatchObject({
    specVersion: 1,
    name: "memory:",
    capabilities: { localFiles: false, cheapLink: true, durable: false, streams: false, persistent: false },
  });
});
