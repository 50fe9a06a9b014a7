import { existsSync } from "node:fs";
import { join } from "node:path";
import { bytes, defineTask, GraphBuilder, type TaskInvocation } from "@tierkreis/builder";
import { MultipleExecutor, TaskExecutor } from "@tierkreis/controller";
import type { Executor } from "@tierkreis/core";
import { implement, InlineExecutor } from "@tierkreis/executor-inline";
import { ShellExecutor } from "@tierkreis/executor-shell";
import { StdInOutExecutor } from "@tierkreis/executor-stdinout";
import { UvExecutor } from "@tierkreis/executor-uv";
import { temporaryFolder, writeTree } from "../../../../scripts/testing/prepare-task.ts";

/** The size of the big value, in bytes. */
export const BIG = 200_000_000;

/** What is done: a big value is made, passed on and measured; the check fails until the file `$CURED` is there. */
const steps = ["make", "pass", "measure", "check"] as const;
type Step = (typeof steps)[number];

const inShell: Readonly<Record<Step, string>> = {
  make: `head -c ${String(BIG)} /dev/zero`,
  pass: "cat",
  measure: "wc -c | tr -d ' \\n'",
  check: `[ -e "$CURED" ] || { echo "not today" >&2; exit 3; }; cat`,
};

const mainSh = `{
  case "$function_name" in
${steps.map((step) => `    ${step}) ${inShell[step]} ;;`).join("\n")}
  esac
} < "$input_value_file" > "$output_value_file"
`;

const mainPy = `import json, os, shutil, sys
from pathlib import Path
call = json.loads(Path(sys.argv[1]).read_text())
given, output = Path(call["inputs"]["value"]), Path(call["outputs"]["value"])
match call["function_name"]:
    case "make":
        with output.open("wb") as file:
            for _ in range(${String(BIG / 1_000_000)}):
                file.write(bytes(1_000_000))
    case "pass":
        shutil.copyfile(given, output)
    case "measure":
        output.write_text(str(given.stat().st_size))
    case "check":
        if not os.path.exists(os.environ["CURED"]):
            sys.exit("not today")
        shutil.copyfile(given, output)
`;

/** A registry with the worker \`big\`, in shell and in Python, and one program a step. */
export function bigWorkers(): string {
  const programs = steps.map((step) => [`big_${step}`, `#!/bin/sh\n${inShell[step]}\n`] as const);
  return writeTree({
    "big/main.sh": mainSh,
    "big/main.py": mainPy,
    "big/pyproject.toml": `[project]\nname = "big"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = []\n`,
    ...Object.fromEntries(programs),
  });
}

const ports = { inputs: { value: bytes() }, outputs: bytes() };
const task = (name: Step) => defineTask({ worker: "big", name, ...ports });
const program = (step: Step) => defineTask({ worker: `big_${step}`, name: "run", ...ports });

function inline(cured: string): Executor {
  const text = (value: string | number) => new TextEncoder().encode(String(value));
  return new InlineExecutor({
    tasks: [
      implement(task("make"), () => new Uint8Array(BIG)),
      implement(task("pass"), ({ value }) => value),
      implement(task("measure"), ({ value }) => text(value.length)),
      implement(task("check"), ({ value }) => {
        if (!existsSync(cured)) throw new Error("not today");
        return value;
      }),
    ],
  });
}

export interface Kind {
  /** The executor, given the registry and the file that cures the failing task. */
  readonly make: (registry: string, cured: string) => Executor;
  /** The steps that are programs of their own. */
  readonly programs: readonly Step[];
}

const environments = () => join(temporaryFolder("environments-"), "uv");
const drivers = (registry: string, cured: string) => {
  const options = { registry, env: { CURED: cured } };
  return {
    shell: new ShellExecutor(options),
    stdinout: new StdInOutExecutor(options),
    uv: new UvExecutor({ ...options, environments: environments() }),
    inline: inline(cured),
  };
};

/** Every executor, and those that hand tasks to others. */
export const kinds: Readonly<Record<string, Kind>> = {
  shell: { make: (...where) => drivers(...where).shell, programs: [] },
  stdinout: { make: (...where) => drivers(...where).stdinout, programs: steps },
  uv: { make: (...where) => drivers(...where).uv, programs: [] },
  inline: { make: (...where) => drivers(...where).inline, programs: [] },
  "shell and stdinout, by worker": {
    make: (...where) => {
      const { shell, stdinout } = drivers(...where);
      return new MultipleExecutor(stdinout, { shell }, { big: "shell" });
    },
    programs: ["pass", "check"],
  },
  "shell, inline and others, by task": {
    make: (...where) => {
      const { shell, uv, inline: functions, stdinout } = drivers(...where);
      const others = new MultipleExecutor(uv, { stdinout }, { big_pass: "stdinout" });
      return new TaskExecutor({ "*.make": shell, "big.check": functions }, others);
    },
    programs: ["pass"],
  },
};

/** The text of the big value's size. */
export function bigGraph(programs: readonly Step[]) {
  const g = new GraphBuilder({ outputs: bytes() });
  const call = (step: Step, value: Parameters<ReturnType<typeof task>>[0]["value"]): TaskInvocation<Bytes> =>
    (programs.includes(step) ? program(step) : task(step))({ value });
  const made = g.task(call("make", new Uint8Array()));
  const passed = g.task(call("pass", made));
  g.outputs(g.task(call("check", g.task(call("measure", passed)))));
  return g;
}

type Bytes = ReturnType<typeof bytes>;
