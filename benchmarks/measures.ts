import type { Measure } from "./frame/measure.ts";

/** What is measured, in order. */
export const measures: readonly {
  readonly id: string;
  readonly what: string;
  readonly load: () => Promise<Measure>;
}[] = [
  { id: "P1", what: "a node in memory", load: () => import("./measures/engine.ts") },
  { id: "P2", what: "steps in process, with files", load: () => import("./measures/steps.ts") },
  { id: "P3", what: "shell tasks", load: () => import("./measures/programs.ts") },
  { id: "P4", what: "Python tasks", load: () => import("./measures/python.ts") },
  { id: "P5", what: "large graphs", load: () => import("./measures/large-graphs.ts") },
  { id: "P6", what: "resuming", load: () => import("./measures/resuming.ts") },
  { id: "P7", what: "starting and size", load: () => import("./measures/starting.ts") },
  { id: "P8", what: "a large value", load: () => import("./measures/large-value.ts") },
  { id: "P9", what: "storages", load: () => import("./measures/storages.ts") },
];
