import {
  splitNumberedPort,
  type Executor,
  type TaskCall,
  type TaskContext,
  type TaskEnd,
  type Value,
} from "@tierkreis/core";

/** For graphs whose tasks are all built in. */
export const noPrograms: Executor = {
  specVersion: 1,
  name: "none",
  run: (call) => Promise.reject(new Error(`There is no ${call.worker}.`)),
};

/** The built-in tasks of the graph in `fixtures/python-runs`. */
const tasks: Readonly<Record<string, (inputs: Readonly<Record<string, Value>>) => Value>> = {
  iadd: ({ a, b }) => Number(a) + Number(b),
  isubtract: ({ a, b }) => Number(a) - Number(b),
  itimes: ({ a, b }) => Number(a) * Number(b),
  igt: ({ a, b }) => Number(a) > Number(b),
  tkr_decode: ({ value_bytes }) => Buffer.from(value_bytes as Uint8Array).toString(),
  unfold_values: ({ value = [] }) => value,
  fold_values: (inputs) => {
    const list: Value[] = [];
    for (const [port, value] of Object.entries(inputs)) list[splitNumberedPort(port)?.index ?? 0] = value;
    return list;
  },
};

/** Runs built-in tasks as tasks of any worker are run: each is started, recorded, and noted here. */
export class CountedBuiltins implements Executor {
  readonly specVersion = 1;
  readonly name = "counted";
  /** Where a task ran, in order. */
  readonly ran: string[] = [];

  async run(call: TaskCall, context: TaskContext): Promise<TaskEnd> {
    this.ran.push(context.location);
    const inputs: Record<string, Value> = {};
    for (const port of call.inputs) inputs[port] = await context.input(port).value();
    const value = this.give(context.location, tasks[call.task]?.(inputs) ?? null);
    if (Array.isArray(value) && call.outputs.includes("*"))
      value.forEach((one: Value, index) => context.output(String(index)).setValue(one));
    else context.output("value").setValue(value);
    return { status: "ok" };
  }

  /** The value that the task at a place gives. */
  protected give(_location: string, value: Value): Value {
    return value;
  }
}
