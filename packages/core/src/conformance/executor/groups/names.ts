import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { assertOk, assertOutput } from "../asserts.ts";
import { hostileBytes } from "../bytes.ts";
import { assertRefused } from "../refused.ts";
import type { Group } from "../sketch.ts";

/** Names that lead out of a registry, or are options of programs. */
const outside = ["..", "../place", "../../etc", "a/b", "/bin/cat", "", ".", "-rf", "a\0b"];

/** Names that a shell would read, and names that would leave the registry. */
export const names: Group = {
  "of folders may hold anything": {
    hostile: true,
    test: async (trial) => {
      const { task, end } = await trial.perform("copy", { inputs: { value: hostileBytes } });
      assertOk(end);
      assertOutput(task, "value", hostileBytes);
    },
  },
  "of ports are used as they are, or refused": {
    test: async (trial) => {
      for (const port of ["-rf", "a-b", "1x", "PATH", "constructor", "x".repeat(200)]) {
        const { task } = trial.prepare("copy", { inputs: { [port]: "value" }, outputs: [port] });
        const end = await trial.attempt(task).ended;
        // A task may fail on a name that it can not use; what it may not do is to end well with another result.
        if (end.status === "ok") assertOutput(task, port, "value");
      }
    },
  },
  "of workers do not leave the registry": {
    test: async (trial) => {
      const { worker } = trial.find("copy");
      const detours = [`./${worker}`, `x/../${worker}`, `../${basename(trial.registry)}/${worker}`];
      for (const name of [...outside, ...detours]) await assertRefused(trial, name);
    },
  },
  "of workers are not followed out of the registry by a link": {
    test: async (trial) => {
      const { worker } = trial.find("copy");
      const inside = join(trial.registry, worker);
      const elsewhere = join(trial.place, "..", "elsewhere");
      mkdirSync(elsewhere);
      // An executor without such a folder knows no worker of this name either.
      if (existsSync(inside)) cpSync(inside, join(elsewhere, worker), { recursive: true });
      if (existsSync(trial.registry)) symlinkSync(join(elsewhere, worker), join(trial.registry, "linked"));
      await assertRefused(trial, "linked");
    },
  },
};
