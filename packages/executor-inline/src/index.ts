export { InlineExecutor } from "./inline-executor.ts";
export type { InlineExecutorOptions } from "./options.ts";
export { implement, type Implementation, type ImplementOptions, type PureOptions } from "./implement.ts";
export type {
  FunctionContext,
  FunctionInputs,
  FunctionResult,
  PureFunction,
  TaskFunction,
  Values,
} from "./function-types.ts";
