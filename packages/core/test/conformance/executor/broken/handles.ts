import type { Executor } from "@tierkreis/core";
import { survivingExecutor } from "../surviving-executor.ts";
import { withContext, type Broken, type BrokenExecutors } from "./broken.ts";

const withReattach = (reattach: (correct: Executor) => Executor["reattach"]): Broken => ({
  group: "reattach",
  make: (registry) => {
    const correct = survivingExecutor(registry);
    const own = reattach(correct);
    return { ...correct, ...(own === undefined ? {} : { reattach: own }) };
  },
});

/** What becomes of tasks whose controller has died. */
export const brokenHandles: BrokenExecutors = {
  "saves no handle before its task runs": {
    group: "reattach",
    make: survivingExecutor,
    module: "?silent",
  },
  "calls every task ok that it takes over": withReattach(() => () => Promise.resolve({ status: "ok" })),
  "calls a task lost that still runs": withReattach(
    () => () => Promise.resolve({ status: "lost", reason: "it is another controller's" }),
  ),
  "starts a task again instead of taking it over": withReattach(
    ({ run }) =>
      (_handle, call, context) =>
        run(call, context),
  ),
  "does not end a task that it took over": withReattach(({ reattach }) => (handle, call, context) => {
    const { signal } = new AbortController();
    return reattach?.(handle, call, withContext(context, { signal })) ?? Promise.reject(new Error("none"));
  }),
  "calls a task lost when its handle says nothing": withReattach(
    ({ reattach }) =>
      async (handle, call, context) => {
        try {
          return (await reattach?.(handle, call, context)) ?? { status: "ok" };
        } catch {
          return { status: "lost", reason: "its handle says nothing" };
        }
      },
  ),
};
