import type { PortTypes, TaskDefinition } from "@tierkreis/core";
import type { FunctionContext, PureFunction, TaskFunction } from "./function-types.ts";

const marker = Symbol.for("tierkreis.implementation");

/** A task with the function that does it. `implement` makes it. */
export interface Implementation {
  readonly [marker]: true;
  readonly definition: TaskDefinition;
  readonly perform: (inputs: Readonly<Record<string, unknown>>, context: FunctionContext) => unknown;
  readonly pure: boolean;
  /** The module for a thread to import; `true` is the worker's own `main.ts`. */
  readonly thread: string | true | undefined;
}

/** How a task's function is run. */
export interface ImplementOptions {
  /**
   * Runs the function in a worker thread, so that it may compute for long. The thread imports the module given here, which
   * must export the implementation: `import.meta.url`, or `true` in a worker's `main.ts`.
   */
  readonly thread?: true | string | URL;
  readonly pure?: false;
}

/** Options of a pure task. */
export interface PureOptions {
  /**
   * The function is quick, and its result follows from its inputs alone: it is called in place, nothing of it is stored, and
   * it is called again when a run resumes. For tasks given in code; in a worker's folder it is a task as any other.
   */
  readonly pure: true;
  readonly thread?: never;
}

/**
 * Gives a task the function that does it, which must have the task's types.
 *
 * @param task What `defineTask` made, or a generated stub.
 * @param fn Gets the inputs by port and a context; gives the value of a single output `value`, else an object by port.
 *
 * @example
 * const double = defineTask({ worker: "math", name: "double", inputs: { n: z.number() }, outputs: z.number() });
 * const executor = new InlineExecutor({ tasks: [implement(double, ({ n }) => 2 * n)] });
 */
export function implement<In extends PortTypes, Out extends PortTypes>(
  task: TaskDefinition<In, Out>,
  fn: PureFunction<In, Out>,
  options: PureOptions,
): Implementation;
export function implement<In extends PortTypes, Out extends PortTypes>(
  task: TaskDefinition<In, Out>,
  fn: TaskFunction<In, Out>,
  options?: ImplementOptions,
): Implementation;
export function implement(
  task: TaskDefinition,
  fn: (inputs: never, context: FunctionContext) => unknown,
  options: ImplementOptions | PureOptions = {},
): Implementation {
  const { worker, task: name, inputs, outputs } = task;
  const of = `${worker}.${name}`;
  if (typeof fn !== "function")
    throw new TypeError(`Expected a function that does the task ${of}, got ${typeof fn}.`);
  const { pure = false, thread } = checkOptions(options, of);
  return {
    [marker]: true,
    // A task can be called too; what is left of it here are its facts.
    definition: { worker, task: name, inputs, outputs, declared: () => task.declared() },
    perform: fn as Implementation["perform"],
    pure,
    thread: thread === undefined || thread === true ? thread : String(thread),
  };
}

/** True for an implementation of any copy of this package. */
export function isImplementation(thing: unknown): thing is Implementation {
  return typeof thing === "object" && thing !== null && marker in thing;
}

interface GivenOptions {
  readonly pure?: boolean;
  readonly thread?: true | string | URL;
}

function checkOptions(options: GivenOptions, of: string): GivenOptions {
  const unknown = Object.keys(options).find((name) => name !== "pure" && name !== "thread");
  if (unknown !== undefined) throw new TypeError(`${of} has an unknown option \`${unknown}\`.`);
  const { pure, thread } = options;
  if (pure === true && thread !== undefined)
    throw new TypeError(`${of} can not be pure and have a thread: a pure task is called in place.`);
  if (thread !== undefined && thread !== true && !URL.canParse(String(thread)))
    throw new TypeError(
      `Expected the \`thread\` option of ${of} to be import.meta.url, or true in a worker's main.ts, got ${String(thread)}.`,
    );
  return options;
}
