// Generated from schema.tsp by @tierkreis/typespec-codegen. Do not edit: change the schema and run `tkr init stubs`.
// Content: f3b4917c13e5b1f0

import { defineTask } from "@tierkreis/builder";
import { z } from "zod";

/** Joins a greeting and a name: `greet("hello ", "world!")` is `hello world!`. */
export const greet = defineTask({
  worker: "hello_worker",
  name: "greet",
  inputs: { greeting: z.string(), subject: z.string() },
  outputs: { value: z.string() },
});
