import type { RunState } from "@tierkreis/controller";

/** What a run's state can be. */
export const runStates: readonly RunState[] = [
  "running",
  "done",
  "failed",
  "cancelled",
  "paused",
  "interrupted",
  "restarted",
  "leftover",
];
