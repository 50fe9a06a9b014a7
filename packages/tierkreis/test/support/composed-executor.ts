import { MultipleExecutor, TaskExecutor } from "@tierkreis/controller";
import { writeShellProbes, type MakeExecutor } from "@tierkreis/core/conformance";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { StdInOutExecutor } from "@tierkreis/executor-stdinout";

/** Executors that hand tasks on to others that do, as a program puts them together. */
export const makeExecutor: MakeExecutor = (place) => {
  writeShellProbes(place);
  const options = { registry: place, survive: true };
  const shell = new MultipleExecutor(
    new StdInOutExecutor(options),
    { shell: new ShellExecutor(options) },
    { conformance: "shell" },
  );
  return new TaskExecutor({ "conformance.*": shell }, new MultipleExecutor(new StdInOutExecutor(options)));
};
