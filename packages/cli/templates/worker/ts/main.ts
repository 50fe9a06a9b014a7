// The tasks of this worker: their types, which graphs are built with, and the functions that run.
import { defineTask } from "@tierkreis/builder";
import { implement } from "@tierkreis/executor-inline";
import { z } from "zod";

/** The numbers 1, 2, ..., count. */
export const upTo = defineTask({
  worker: "WORKER",
  name: "upTo",
  inputs: { count: z.int().default(3) },
  outputs: z.array(z.int()),
});

export const upToImplementation = implement(upTo, ({ count }) =>
  Array.from({ length: count }, (_, index) => index + 1),
);
