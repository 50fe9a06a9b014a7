import { it } from "vitest";
import { executorSuite, writeShellProbes } from "@tierkreis/core/conformance";
import { makeExecutor } from "./make-surviving.ts";
import { toyExecutor } from "./toy-executor.ts";

const module = new URL("./make-surviving.ts", import.meta.url);

// The toy does what is said of all executors, and the other one what is said of those that take tasks over.
const suite = [
  ...executorSuite((place) => {
    writeShellProbes(place);
    return toyExecutor({ registry: place, graceMs: 300 });
  }).filter(({ group }) => group !== "reattach"),
  ...executorSuite(makeExecutor, { module }).filter(({ group }) => group === "reattach"),
];

for (const t of suite) it(t.name, t.run, t.timeout);
