import { readFileSync, writeFileSync } from "node:fs";
import type { Executor } from "@tierkreis/core";

/** Works on files as programs do: each task adds its name to what it was given. */
export function fileExecutor(ran: string[] = []): Executor {
  return {
    specVersion: 1,
    name: "files",
    run: async ({ task }, context) => {
      ran.push(task);
      const { inputs, outputs, log } = await context.workspace();
      const before = inputs["before"] === undefined ? "" : readFileSync(inputs["before"], "utf8");
      writeFileSync(log, `${task} is at work\n`);
      writeFileSync(outputs["value"] ?? "", JSON.stringify(`${before}${task};`));
      await context.saveHandle({ task });
      return { status: "ok" };
    },
  };
}
