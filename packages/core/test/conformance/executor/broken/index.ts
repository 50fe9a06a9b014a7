import { brokenAnswers } from "./answers.ts";
import type { BrokenExecutors } from "./broken.ts";
import { brokenEnds } from "./ends.ts";
import { brokenFiles } from "./files.ts";
import { brokenHandles } from "./handles.ts";
import { brokenProcesses } from "./processes.ts";

/** All of them. The table in docs/conformance.md says the same. */
export const brokenExecutors: BrokenExecutors = {
  ...brokenEnds,
  ...brokenFiles,
  ...brokenProcesses,
  ...brokenAnswers,
  ...brokenHandles,
};
