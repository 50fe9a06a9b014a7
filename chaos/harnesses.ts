import type { Harness } from "./harness.ts";
import { faultCountdown } from "./faults/countdown.ts";
import { killEverywhere } from "./kill/kill-everywhere.ts";
import { lossy } from "./lossy/lossy.ts";

/** Everything that `pnpm test:chaos` runs. */
export const harnesses: readonly Harness[] = [
  killEverywhere("kill-files", { kind: "files", survive: false, sample: 8 }),
  killEverywhere("kill-sqlite", { kind: "sqlite", survive: false, sample: 8 }),
  killEverywhere("survive-files", { kind: "files", survive: true, sample: 4 }),
  killEverywhere("survive-sqlite", { kind: "sqlite", survive: true, sample: 4 }),
  faultCountdown("faults-memory", "memory"),
  faultCountdown("faults-files", "files"),
  faultCountdown("faults-sqlite", "sqlite"),
  lossy,
];
