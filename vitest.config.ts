import { defineConfig } from "vitest/config";
import { fromSource, patience, uvSetup } from "./vitest.shared.ts";

export default defineConfig({
  test: {
    projects: [
      "packages/*/vitest.config.ts",
      { ...fromSource, test: { ...patience, name: "scripts", include: ["scripts/**/*.test.ts"] } },
      {
        ...fromSource,
        test: { ...patience, name: "examples", include: ["examples/**/*.test.ts"], globalSetup: [uvSetup] },
      },
      { ...fromSource, test: { ...patience, name: "benchmarks", include: ["benchmarks/**/*.test.ts"] } },
      { ...fromSource, test: { ...patience, name: "chaos", include: ["chaos/**/*.test.ts"] } },
      {
        ...fromSource,
        test: {
          ...patience,
          name: "third-party",
          include: ["third-party/*.test.ts"],
          globalSetup: [uvSetup, "third-party/packed/setup.ts"],
        },
      },
      {
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["packages/*/test/**/*.test-d.ts"],
            tsconfig: "./tsconfig.json",
          },
        },
      },
    ],
  },
});
