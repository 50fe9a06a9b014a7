import type { Json } from "@tierkreis/core";
import type { RunInfo } from "@tierkreis/controller";

/** Milliseconds from when a run was begun to when it last ended, or to now while it runs; pauses between executions count. */
export function tookOf({ state, started, ended }: RunInfo): number | undefined {
  const end = state === "running" ? Date.now() : ended?.getTime();
  return started === undefined || end === undefined ? undefined : Math.max(0, end - started.getTime());
}

/** A run as `--json` tells it. */
export function runJson(run: RunInfo): Readonly<Record<string, Json>> {
  const { id, state, name, started, ended, executions, failure } = run;
  const took = tookOf(run);
  return {
    id,
    state,
    executions,
    ...(name === undefined ? {} : { name }),
    ...(started === undefined ? {} : { started: started.toISOString() }),
    ...(ended === undefined ? {} : { ended: ended.toISOString() }),
    ...(took === undefined ? {} : { milliseconds: took }),
    ...(failure === undefined ? {} : { failure: { ...failure } }),
  };
}
