import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { probes, type ProbeName } from "./probes.ts";

/** All probes. Named `probe-<probe>` the program is a filter; else it finds its files by the variables of shell workers. */
const program = `#!/bin/sh
case $0 in
*/probe-*) probe=\${0##*/probe-} filter=1 ;;
*) probe=$function_name filter= ;;
esac
# The file of the only port on that side, whatever it is called.
file_of() {
  name=$(env | sed -n "s/^\\($1_[A-Za-z0-9_]*_file\\)=.*/\\1/p" | head -n 1)
  if [ -z "$name" ]; then echo "There is no variable for the $1." >&2; return 65; fi
  eval "printf %s \\"\\$$name\\""
}
get() { if [ -n "$filter" ]; then cat; else from=$(file_of input) || exit; cat "$from"; fi; }
put() { if [ -n "$filter" ]; then cat; else to=$(file_of output) || exit; cat > "$to"; fi; }
copy() { get | put; }
later() { dd bs=1 count=1 2>/dev/null; sleep 1; cat; }
case $probe in
copy) copy ;;
fail) copy; echo "probe failed" >&2; exit 3 ;;
slow)
  if [ -n "$filter" ]; then later; else later < "$(file_of input)" > "$(file_of output)"; fi ;;
sleep)
  mark=$(get)
  TKR_PROBE_MARK=$mark exec sh -c 'sleep 60 & echo started >&2; sleep 60; exit 0' "$mark" ;;
stubborn)
  mark=$(get)
  TKR_PROBE_MARK=$mark exec sh -c 'trap "" TERM; sleep 60 & echo started >&2; sleep 60; exit 0' "$mark" ;;
stubborn-child)
  mark=$(get)
  TKR_PROBE_MARK=$mark exec sh -c 'sh -c "trap \\"\\" TERM; echo started >&2; sleep 60; exit 0" & sleep 60; exit 0' "$mark" ;;
leave)
  mark=$(get)
  TKR_PROBE_MARK=$mark sh -c 'trap "" TERM; sleep 60; exit 0' "$mark" &
  sleep 1 ;;
log)
  [ -n "$filter" ] || copy
  i=0
  while [ $i -lt 100 ]; do echo "out $i"; echo "err $i" >&2; i=$((i + 1)); done
  printf end >&2 ;;
log-much)
  copy
  awk 'BEGIN { for (i = 0; i < 100000; i++) printf "%06d %092d\\n", i, 0 }' >&2 ;;
nothing) ;;
swap) cat "$input_left_file" > "$output_right_file"; cat "$input_right_file" > "$output_left_file" ;;
split) printf zero > "$output_dir/value-0"; printf one > "$output_dir/value-1" ;;
signal) copy; kill -9 $$ ;;
write-input)
  if [ -n "$filter" ]; then (echo changed >> /dev/stdin) 2>/dev/null; else echo changed >> "$(file_of input)"; fi
  copy ;;
cwd) pwd -P | tr -d '\\n' | put ;;
*) echo "There is no probe $probe." >&2; exit 64 ;;
esac
`;

/**
 * Writes all probes as `<registry>/<worker>/main.sh`, for executors of programs that find their files by the variables
 * `function_name`, `input_<port>_file`, `output_<port>_file` and `output_dir`.
 */
export function writeShellProbes(registry: string, worker = "conformance"): void {
  write(join(registry, worker, "main.sh"));
}

/** Writes each probe as a file `<registry>/probe-<probe>`, for executors of programs from standard input to standard output. */
export function writeFilterProbes(registry: string): void {
  for (const probe of Object.keys(probes)) write(join(registry, `probe-${probe}`));
}

/** Where `writeFilterProbes` puts a probe, for the option `find`. */
export function findFilterProbe(probe: ProbeName | "no-such-probe"): {
  readonly worker: string;
  readonly task: string;
} {
  return { worker: `probe-${probe}`, task: "exec_script" };
}

function write(path: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, program, { mode: 0o755 });
}
