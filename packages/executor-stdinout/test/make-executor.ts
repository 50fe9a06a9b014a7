import { writeFilterProbes, type MakeExecutor } from "@tierkreis/core/conformance";
import { StdInOutExecutor } from "@tierkreis/executor-stdinout";
import { createSpawner } from "@tierkreis/process";

/** Ends what ignores a gentle signal sooner than people would want. */
const spawner = createSpawner({ survive: true, graceMs: 300 });

/** An executor whose tasks survive this process. */
export const makeExecutor: MakeExecutor = (place) => {
  writeFilterProbes(place);
  return new StdInOutExecutor({ registry: place, spawner });
};
