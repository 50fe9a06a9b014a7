// Runs a file of tests with a bug planted in what Vite loads for it. `plant.ts` does the same for the processes it starts.
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { fromSource, patience } from "../../vitest.shared.ts";
import { planted } from "./bug.ts";
import { chosenBug } from "./chosen-bug.ts";

const bug = chosenBug();

export default defineConfig({
  ...fromSource,
  root: join(import.meta.dirname, "..", ".."),
  plugins: [
    {
      name: "planted-bug",
      enforce: "pre",
      transform: (text, id) => (id.endsWith(`/packages/${bug.file}`) ? planted(bug, text) : undefined),
    },
  ],
  test: {
    ...patience,
    include: ["packages/*/test/**/*.test.ts"],
    bail: 1,
    // It would keep what one bug made of a file for the next.
    fsModuleCache: false,
  },
});
