import { AsyncLocalStorage } from "node:async_hooks";
import { capture, type Writing } from "./capture.ts";
import { LogLines } from "./log-lines.ts";

interface Task {
  readonly lines: LogLines;
  /** What it left behind may print after its end: its log is closed then. */
  over: boolean;
}

const tasks = new AsyncLocalStorage<Task>();
const captured = new WeakSet<Writing["write"]>();

/**
 * Does what a task's function does; what it prints meanwhile, and what it started and waits for, goes to `log`. Everything else that is
 * printed in this process goes where it went before.
 */
export async function printingTo<T>(log: (text: string) => void, action: () => Promise<T>): Promise<T> {
  for (const stream of [process.stdout, process.stderr] as unknown as Writing[]) watch(stream);
  const task: Task = { lines: new LogLines(log), over: false };
  try {
    return await tasks.run(task, action);
  } finally {
    task.over = true;
    task.lines.end();
  }
}

/** Others may have put a `write` of their own into the stream since the last time. */
function watch(stream: Writing): void {
  if (captured.has(stream.write)) return;
  capture(stream, (chunk) => {
    const task = tasks.getStore();
    if (task === undefined || task.over) return false;
    task.lines.print(chunk);
    return true;
  });
  captured.add(stream.write);
}
