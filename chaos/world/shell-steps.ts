import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ShellExecutor } from "@tierkreis/executor-shell";

/**
 * The steps as a program. It tells the log first that it runs, with its location: the last segment of its folder's path that
 * starts with a dash. `slow_` ones take their time, so that others end meanwhile.
 */
const script = `#!/bin/sh
place=\${output_dir##*/-}
place="-\${place%%/*}"
read -r x < "$input_x_file"
printf '%s %s\\n' "$place" "$CHAOS_OWNER" >> "$CHAOS_LOG"
case $function_name in slow_*)
  # Forgotten by its task: the engine has to end it with that.
  sleep 60 &
  sleep 0.1
  ;;
esac
printf '%s' "$(((3 * x + \${#function_name}) % 1000003))" > "$output_value_file"
if [ -n "$output_where_file" ]; then printf '"%s"' "$place" > "$output_where_file"; fi
`;

/** The variable that all processes of one point carry. */
export const MARK = "CHAOS_MARK";

/** Where a run's programs lie and what they tell. */
export interface ShellWorld {
  readonly registry: string;
  readonly log: string;
  readonly mark: string;
}

/** Writes the worker into a new folder below this one. */
export function writeRegistry(folder: string): string {
  const registry = join(folder, "workers");
  mkdirSync(join(registry, "step"), { recursive: true });
  writeFileSync(join(registry, "step", "main.sh"), script, { mode: 0o755 });
  return registry;
}

/** The steps as programs of the shell. `owner` is whoever runs them, for the log. */
export function shellSteps(
  { registry, log, mark }: ShellWorld,
  owner: string,
  survive = false,
): ShellExecutor {
  return new ShellExecutor({ registry, survive, env: { CHAOS_LOG: log, CHAOS_OWNER: owner, [MARK]: mark } });
}

/** What programs told: where they ran, for whom. */
export interface Ran {
  readonly place: string;
  readonly owner: string;
}

/** Everything that ran, in order. */
export function readLog(log: string): Ran[] {
  const lines = readFileSync(log, { encoding: "utf8", flag: "a+" }).split("\n").slice(0, -1);
  return lines.map((line) => {
    const [place = "", owner = ""] = line.split(" ");
    return { place, owner };
  });
}
