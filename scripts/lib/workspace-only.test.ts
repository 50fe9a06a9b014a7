import { expect, it } from "vitest";
import { workspaceOnly } from "./workspace-only.ts";

it("passes what can be published", () => {
  const manifest = {
    name: "a",
    exports: { ".": { default: "./dist/index.js" } },
    dependencies: { zod: "^4.0.0" },
  };
  expect(workspaceOnly(manifest)).toEqual([]);
});

it("finds our source condition and the versions that only the workspace knows", () => {
  const manifest = {
    exports: { ".": { "@tierkreis/source": "./src/index.ts", default: "./dist/index.js" } },
    dependencies: { "@tierkreis/core": "workspace:^", zod: "catalog:" },
  };
  expect(workspaceOnly(manifest)).toEqual([
    "package.json > exports > . > @tierkreis/source",
    'package.json > dependencies > @tierkreis/core = "workspace:^"',
    'package.json > dependencies > zod = "catalog:"',
  ]);
});
