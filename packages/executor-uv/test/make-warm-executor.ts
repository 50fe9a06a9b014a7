import type { MakeExecutor } from "@tierkreis/core/conformance";
import { makeExecutorWith } from "./make-executor.ts";

/** An executor whose tasks are forks, and survive this process. */
export const makeExecutor: MakeExecutor = makeExecutorWith({ warm: true });
