import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { TaskCall, TaskContext, TaskInput, TaskOutput, TaskSite, Workspace } from "../../task.ts";
import { decodeValue, encodeValue } from "../../value/codec.ts";
import type { Json } from "../../value/json.ts";
import type { Value } from "../../value/value.ts";
import type { WorkerCall } from "../../worker-call.ts";

/** A task as a test wants it. */
export interface TaskSpec {
  readonly worker: string;
  readonly task: string;
  /** Port to stored bytes. All ports are declared as bytes. */
  readonly inputs: Readonly<Record<string, Uint8Array>>;
  readonly outputs: readonly string[];
  readonly run: string;
}

/** What the engine remembers of an input, to see that it was not changed. */
const printOf = (path: string): string => {
  const { size, mtimeNs, ino } = statSync(path, { bigint: true });
  return [size, mtimeNs, ino].join();
};

/**
 * One attempt as an executor sees it, on real files below `folder`: all that an engine has to give, and what the tests look at
 * afterwards. A second one over the same folder and spec goes on with the same attempt.
 */
export class EngineTask implements TaskContext {
  readonly run: string;
  readonly location = "-.N3";
  readonly attempt = 1;
  readonly call: TaskCall;
  readonly site: TaskSite;
  /** What was done to this context after `close`. */
  readonly late: string[] = [];
  /** The handles that were saved. */
  readonly handles: Json[] = [];
  /** Called with each handle. */
  onHandle: (handle: Json) => void = () => undefined;
  /** Called when the workspace is asked for, before it is there. */
  onWorkspace: () => void = () => undefined;
  readonly #controller = new AbortController();
  readonly #files: Readonly<Record<string, string>>;
  readonly #prints: ReadonlyMap<string, string>;
  readonly #folder: string;
  readonly #written = new Map<string, Uint8Array>();
  #workspace: Workspace | undefined;
  #logged = "";
  #closed = false;

  constructor(folder: string, { worker, task, inputs, outputs, run }: TaskSpec) {
    this.#folder = folder;
    this.run = run;
    const types = (ports: readonly string[]) =>
      Object.fromEntries(ports.map((port) => [port, { "x-tierkreis": "bytes" } as const]));
    const ports = Object.keys(inputs);
    const named = outputs.filter((port) => port !== "*");
    this.call = {
      worker,
      task,
      inputs: ports,
      outputs,
      types: { inputs: types(ports), outputs: types(named) },
    };
    this.site = { ...this.call, location: this.location };
    // Beside the attempt's folder, as values of other tasks lie elsewhere in a storage.
    mkdirSync(join(folder, "values"), { recursive: true });
    this.#files = Object.fromEntries(ports.map((port) => [port, join(folder, "values", port)]));
    for (const [port, bytes] of Object.entries(inputs)) {
      const file = this.#files[port] ?? "";
      if (!existsSync(file)) writeFileSync(file, bytes);
    }
    this.#prints = new Map(Object.entries(this.#files).map(([port, file]) => [port, printOf(file)]));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly log = (text: string): void => {
    this.#note("log");
    this.#logged += text.endsWith("\n") ? text : `${text}\n`;
  };

  readonly input = (port: string): TaskInput => {
    const file = this.#files[port];
    if (file === undefined)
      throw new TypeError(`Expected the name of an input, got ${JSON.stringify(port)}.`);
    const bytes = async () => new Uint8Array(readFileSync(file));
    return { bytes, value: async () => decodeValue(await bytes(), this.call.types.inputs[port]) };
  };

  readonly output = (port: string): TaskOutput => {
    const set = (bytes: Uint8Array) => {
      this.#note(`output ${port}`);
      this.#written.set(port, bytes);
    };
    return {
      setBytes: set,
      setValue: (value: Value) => set(encodeValue(value, this.call.types.outputs[port])),
    };
  };

  readonly workspace = async (): Promise<Workspace> => {
    this.#note("workspace");
    this.onWorkspace();
    await setImmediate();
    this.#workspace ??= this.#layOut();
    return this.#workspace;
  };

  readonly saveHandle = async (handle: Json): Promise<void> => {
    this.#note("saveHandle");
    this.handles.push(handle);
    this.onHandle(handle);
  };

  abort(): void {
    this.#controller.abort();
  }

  /** The executor's `run` has settled: from now on nothing may happen here. */
  close(): void {
    this.#closed = true;
  }

  /** The bytes of an output, set or written; `undefined` when there are none. */
  outputOf(port: string): Uint8Array | undefined {
    const file = join(this.#folder, "attempt", "outputs", port);
    return this.#written.get(port) ?? (existsSync(file) ? readFileSync(file) : undefined);
  }

  /** Everything in the folder of outputs, so that a late change shows. */
  outputPrint(): string {
    const folder = join(this.#folder, "attempt", "outputs");
    if (!existsSync(folder)) return "";
    return readdirSync(folder)
      .sort()
      .map((name) => `${name} ${printOf(join(folder, name))}`)
      .join("\n");
  }

  /** All of the log so far. */
  logText(): string {
    const file = join(this.#folder, "attempt", "logs");
    return (existsSync(file) ? readFileSync(file, "utf8") : "") + this.#logged;
  }

  /** The bytes of an input as they are now; `undefined` when it is gone. */
  inputNow(port: string): Uint8Array | undefined {
    const file = this.#files[port] ?? "";
    return existsSync(file) ? readFileSync(file) : undefined;
  }

  /** The inputs that the engine would find changed. */
  changedInputs(): readonly string[] {
    return [...this.#prints].flatMap(([port, print]) => {
      const file = this.#files[port] ?? "";
      return existsSync(file) && printOf(file) === print ? [] : [port];
    });
  }

  #note(what: string): void {
    if (this.#closed) this.late.push(what);
  }

  #layOut(): Workspace {
    const dir = join(this.#folder, "attempt");
    const outputDir = join(dir, "outputs");
    const scratch = join(dir, "scratch");
    for (const made of [outputDir, scratch]) mkdirSync(made, { recursive: true });
    const named = this.call.outputs.filter((port) => port !== "*");
    const workspace: Workspace = {
      dir,
      callArgs: join(dir, "definition"),
      inputs: this.#files,
      outputs: Object.fromEntries(named.map((port) => [port, join(outputDir, port)])),
      outputDir,
      log: join(dir, "logs"),
      donePath: join(dir, "_worker_done"),
      errorPath: join(dir, "errors"),
      scratch,
      checkpoints: this.#folder,
    };
    const args: WorkerCall = {
      function_name: this.call.task,
      inputs: workspace.inputs,
      outputs: workspace.outputs,
      output_dir: outputDir,
      done_path: workspace.donePath,
      error_path: workspace.errorPath,
      logs_path: workspace.log,
    };
    writeFileSync(workspace.callArgs, JSON.stringify(args));
    // A log that was begun before is added to.
    if (!existsSync(workspace.log)) writeFileSync(workspace.log, "before\n");
    return workspace;
  }
}
