// P3: shell tasks that copy their input by `cat`, two at a time, each recorded in files.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Contest, Figure, Ground } from "../frame/measure.ts";
import { milliseconds } from "../frame/stopwatch.ts";
import { makeCopier, runCopies } from "../graphs/shell-tasks.ts";

/** The same copy, and nothing else. */
const plain = 'cat "$1/in" > "out-$2"\n';

/** The same copy, and the folders, files and links that a task leaves: the fewest programs that a script can do it with. */
const sameFiles = `
at="./-.N3.M$2.N1"
mkdir "$at" "$at/attempts" "$at/attempts/1.1" "$at/attempts/1.1/outputs" "$at/outputs"
echo "$definition" > "$at/attempts/1.1/definition"
cat "$1/in" > "$at/attempts/1.1/outputs/value" 2> "$at/attempts/1.1/logs"
echo "$done" > "$at/attempts/1.1/_done"
ln "$at/attempts/1.1/outputs/value" "$at/outputs/value"
ln "$at/attempts/1.1/definition" "$at/attempts/1.1/logs" "$at/attempts/1.1/_done" "$at"
`;

export function contests(ground: Ground): Contest[] {
  const { quick } = ground;
  const rounds = quick ? 2 : 5;
  const figures = (name: string, words: string): Figure[] => {
    const common = { what: `a task of ${count(ground)}${words}`, unit: "ms", of: "ours" };
    return [
      {
        ...common,
        id: `P3 ${name} same files`,
        against: ["same", "xargs -P2, a script that leaves the same files"],
        goal: { ratio: 1.2 },
      },
      {
        ...common,
        id: `P3 ${name} plain`,
        against: ["plain", "xargs -P2, cat in a script"],
        goal: { ratio: 1.8 },
      },
    ];
  };
  return [
    { rounds, subjects: () => subjects(ground), figures: figures("shell", "") },
    {
      rounds: quick ? 2 : 3,
      subjects: async () => {
        // The programs of the yardsticks are started by xargs, so the heap is no matter to them.
        held = makeHeap(quick ? 0.1e9 : 1e9);
        return subjects(ground);
      },
      figures: figures("heap", `, 1 GB of live heap in the engine`),
    },
  ];
}

const count = ({ quick }: Ground) => (quick ? 100 : 1000);

/** Kept alive until the process ends. */
let held: readonly unknown[] = [];

/** Small objects of about so many bytes. */
function makeHeap(bytes: number): readonly unknown[] {
  return Array.from({ length: bytes / 64 }, (_, at) => ({ at, held: held.length }));
}

function subjects(ground: Ground) {
  const registry = ground.folder("registry");
  makeCopier(registry);
  const tasks = count(ground);
  const script = (name: string, text: string) => {
    const file = join(registry, name);
    writeFileSync(file, text);
    return file;
  };
  const scripts = { same: script("same.sh", sameFiles), plain: script("plain.sh", plain) };
  writeFileSync(join(registry, "in"), "1");
  const numbers = Array.from({ length: tasks }, (_, at) => `${at}\n`).join("");
  const env = { definition: "x".repeat(630), done: "x".repeat(580) };
  const xargs = async (name: keyof typeof scripts) => {
    const options = { cwd: ground.folder(name), input: numbers, env };
    const args = ["-P2", "-I{}", "sh", scripts[name], registry, "{}"];
    return (await milliseconds(() => execa("xargs", args, options))) / tasks;
  };
  return {
    ours: async () => (await milliseconds(() => runCopies(tasks, registry, ground.folder("runs")))) / tasks,
    same: () => xargs("same"),
    plain: () => xargs("plain"),
  };
}
