import { bytes, defineTask, type Ref, type TaskInvocation, type Wired } from "@tierkreis/core";
import type { z } from "zod";

/**
 * A program as a task: what goes in is its standard input, what it prints is the result. Made for the stdin-to-stdout
 * executor, which finds the program on `PATH` or in its registry.
 *
 * @param name The program's name.
 * @param input Bytes go in as they are; other values as their JSON.
 */
export function script(
  name: string,
  input: Ref<unknown> | Wired<Uint8Array>,
): TaskInvocation<z.ZodType<Uint8Array>> {
  const task = defineTask({
    worker: name,
    name: "exec_script",
    inputs: { input: bytes() },
    outputs: bytes(),
  });
  return task({ input: input as Wired<Uint8Array> });
}
