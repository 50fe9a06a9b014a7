import { defineConfig } from "@tierkreis/cli";

export default defineConfig({
  graph: "graph.ts",
  registry: "workers",
  storage: "fs:checkpoints",
});
