import type { Harness } from "./harness.ts";
import { twoControllers } from "./controllers/two-controllers.ts";
import { faultCountdown } from "./faults/countdown.ts";
import { descriptors } from "./faults/descriptors.ts";
import { realDisk } from "./faults/real-disk.ts";
import { killEverywhere } from "./kill/kill-everywhere.ts";
import { lossy } from "./lossy/lossy.ts";
import { simulation } from "./simulation/simulation.ts";
import { plantedBugs } from "./mutations/planted-bugs.ts";

/** Everything that `pnpm test:chaos` runs. */
export const harnesses: readonly Harness[] = [
  killEverywhere("kill-files", { kind: "files", sample: 6 }),
  killEverywhere("kill-sqlite", { kind: "sqlite", sample: 6 }),
  killEverywhere("survive-files", { kind: "files", survive: true, sample: 4 }),
  killEverywhere("survive-sqlite", { kind: "sqlite", survive: true, sample: 4 }),
  killEverywhere("orphans-files", { kind: "files", helperToo: true, sample: 4 }),
  killEverywhere("orphans-sqlite", { kind: "sqlite", helperToo: true, sample: 4 }),
  twoControllers,
  faultCountdown("faults-memory", "memory"),
  faultCountdown("faults-files", "files"),
  faultCountdown("faults-sqlite", "sqlite"),
  realDisk,
  descriptors,
  lossy,
  simulation,
  plantedBugs,
];
