// Generated from schema.tsp by @tierkreis/typespec-codegen. Do not edit: change the schema and run `tkr init stubs`.
// Content: ff87daeab8dd597d

import { defineTask } from "@tierkreis/builder";
import { z } from "zod";

/** How often a word occurs. */
export const Frequency = z.object({ word: z.string(), count: z.int32() });
export type Frequency = z.infer<typeof Frequency>;

/** How long a text is. */
export const count = defineTask({
  worker: "text_worker",
  name: "count",
  inputs: { text: z.string() },
  outputs: {
    lines: z.int32(),
    words: z.int32(),
    /** As a reader counts them: é is one, however it is written. */
    characters: z.int32(),
  },
});

/** The words of a text without regard to case, the most frequent first. */
export const frequencies = defineTask({
  worker: "text_worker",
  name: "frequencies",
  inputs: { text: z.string(), most: z.int32().default(10) },
  outputs: { value: z.array(Frequency) },
});

/** How many characters must be added, removed or replaced to make one text of the other. */
export const distance = defineTask({
  worker: "text_worker",
  name: "distance",
  inputs: { a: z.string(), b: z.string() },
  outputs: { value: z.int32() },
});
