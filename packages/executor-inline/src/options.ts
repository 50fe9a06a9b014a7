import { z } from "zod";
import { isImplementation, type Implementation } from "./implement.ts";

/** Options of {@link InlineExecutor}. */
export interface InlineExecutorOptions {
  /** Tasks given in code. They come before those of the registry. */
  readonly tasks?: readonly Implementation[];
  /**
   * Folders with one folder a worker, whose `main.ts` exports implementations; looked through in order. Relative ones start at
   * the working directory.
   * @default none
   */
  readonly registry?: string | readonly string[];
  /**
   * Worker threads of a run at once, for the tasks that ask for one.
   * @default the machine's processors
   */
  readonly threads?: number;
  /**
   * Megabytes of JavaScript values that a task in a thread may hold. One that holds far more is ended and fails.
   * @default nearly half of what Node gives a thread
   */
  readonly threadMemory?: number;
}

const schema = z.strictObject({
  tasks: z
    .array(z.custom<Implementation>(isImplementation, "Expected what implement() gives"))
    .readonly()
    .optional(),
  registry: z.union([z.string(), z.array(z.string()).readonly()]).optional(),
  threads: z.int().positive().optional(),
  threadMemory: z.number().positive().optional(),
});

/** Throws a `TypeError` that names the wrong option. */
export function checkOptions(options: InlineExecutorOptions): InlineExecutorOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success)
    throw new TypeError(`Wrong options for InlineExecutor:\n${z.prettifyError(parsed.error)}`);
  for (const { definition, thread } of options.tasks ?? []) {
    if (thread === true)
      throw new TypeError(
        `The task ${definition.worker}.${definition.task} says \`thread: true\`, which only a worker's main.ts can. Say \`thread: import.meta.url\` in the module that exports it.`,
      );
  }
  return options;
}
