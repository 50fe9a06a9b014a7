import { writeShellProbes, type MakeExecutor } from "@tierkreis/core/conformance";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { createSpawner } from "@tierkreis/process";

/** Ends what ignores a gentle signal sooner than people would want. */
const spawner = createSpawner({ survive: true, graceMs: 300 });

/** An executor whose tasks survive this process. */
export const makeExecutor: MakeExecutor = (place) => {
  writeShellProbes(place);
  return new ShellExecutor({ registry: place, spawner });
};
