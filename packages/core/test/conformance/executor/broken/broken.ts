import type { Executor, TaskCall, TaskContext, TaskEnd, Workspace } from "@tierkreis/core";
import { toyExecutor } from "../toy-executor.ts";

/** A deliberately broken executor, and the group of the suite that names its fault. */
export interface Broken {
  readonly group: string;
  readonly make: (registry: string) => Executor;
  /** What stands behind the name of the module that controllers to be killed make their executor with. */
  readonly module?: string;
}

/** Broken executors by their fault. */
export type BrokenExecutors = Readonly<Record<string, Broken>>;

export type Run = Executor["run"];

/** The correct executor that all of them are made from. */
export const toy = (registry: string): Executor => toyExecutor({ registry, graceMs: 100 });

/** The correct executor with some members that are not. */
export const withMembers = (group: string, members: (toy: Executor) => Partial<Executor>): Broken => ({
  group,
  make: (registry) => {
    const correct = toy(registry);
    return { ...correct, ...members(correct) };
  },
});

/** The correct executor with another `run` around its own. */
export const withRun = (group: string, around: (run: Run) => Run): Broken =>
  withMembers(group, ({ run }) => ({ run: around(run) }));

/** The correct executor that tells another end. */
export const withEnd = (group: string, tell: (end: TaskEnd) => unknown): Broken =>
  withRun(group, (run) => async (call, context) => tell(await run(call, context)) as TaskEnd);

/** The correct executor in another workspace, with something done to the true one before and after the task. */
export const withWorkspace = (
  group: string,
  change: (workspace: Workspace) => Partial<Workspace>,
  after: (workspace: Workspace, changed: Workspace) => Promise<void> | void = () => undefined,
): Broken =>
  withRun(group, (run) => async (call, context) => {
    const workspace = await context.workspace();
    const changed = { ...workspace, ...change(workspace) };
    const end = await run(call, withContext(context, { workspace: () => Promise.resolve(changed) }));
    await after(workspace, changed);
    return end;
  });

/** A context that differs. */
export function withContext(context: TaskContext, changes: Partial<TaskContext>): TaskContext {
  const { run, location, attempt, signal, log, input, output, workspace, saveHandle } = context;
  return { run, location, attempt, signal, log, input, output, workspace, saveHandle, ...changes };
}

/** The names of a call's own outputs. */
export const namedOutputs = ({ outputs }: TaskCall): readonly string[] =>
  outputs.filter((port) => port !== "*");
