import {
  declarePorts,
  FRAME_INPUTS,
  isRef,
  isZodType,
  makeRef,
  portRecord,
  TierkreisError,
  toValue,
  valueToJson,
  type DeclaredPort,
  type Graph,
  type InputValues,
  type OutputValues,
  type PortSchema,
  type PortTypes,
  type Ref,
  type TaskInvocation,
  type TaskPolicy,
  type TaskResult,
  type TypedGraph,
  type ValueRef,
  type Wired,
} from "@tierkreis/core";
import type { z } from "zod";
import { DocumentWriter } from "./document-writer.ts";

/** No ports at all. */
export type NoPorts = Readonly<Record<string, never>>;

/** The refs of a graph's inputs: one ref for one type, else refs by port. */
export type InputRefs<In extends PortTypes> = In extends z.ZodType
  ? Ref<z.output<In>>
  : { readonly [K in keyof In]: In[K] extends z.ZodType ? Ref<z.output<In[K]>> : never };

/** What `outputs` takes: a ref or plain value for one output, else by port. */
export type OutputWires<Out extends PortTypes> = Out extends z.ZodType
  ? Wired<z.output<Out>>
  : { readonly [K in keyof Out]: Out[K] extends z.ZodType ? Wired<z.output<Out[K]>> : never };

/**
 * Builds a graph, node by node. Every value in it is a {@link Ref} that carries its TypeScript type, so that wiring which can
 * not work does not compile.
 *
 * @example
 * const g = new GraphBuilder({ inputs: { message: z.string() }, outputs: bytes() });
 * g.outputs(g.task(script("tee", g.inputs.message)));
 */
export class GraphBuilder<
  In extends PortTypes = NoPorts,
  Out extends PortTypes = PortTypes,
> implements TypedGraph<InputValues<In>, OutputValues<Out>> {
  declare readonly "~types"?: (inputs: InputValues<In>) => OutputValues<Out>;
  /** The values the graph is given. */
  readonly inputs: InputRefs<In>;
  readonly #writer = new DocumentWriter();
  readonly #face: NonNullable<Graph["interface"]>;
  readonly #declaredOutputs: Readonly<Record<string, DeclaredPort>>;
  #finished = false;

  /**
   * @param ports The graph's inputs (none when left out) and outputs: zod types by port, or one type for the port `value`.
   *   Throws `TKR_PORT_NAME` or `TKR_TYPE_UNSUPPORTED`.
   */
  constructor(ports: { readonly inputs?: In; readonly outputs: Out }) {
    const declaredInputs = declarePorts(ports.inputs ?? {}, "the graph");
    this.#declaredOutputs = declarePorts(ports.outputs, "the graph");
    this.#face = {
      inputs: this.#writer.declare(declaredInputs),
      outputs: this.#writer.declare(this.#declaredOutputs),
    };
    const refs = Object.keys(portRecord(ports.inputs ?? {})).map((name) => {
      return [name, makeRef(this, this.#writer.add({ type: "input", name, inputs: {} }), name)] as const;
    });
    this.inputs = (isZodType(ports.inputs) ? refs[0]?.[1] : Object.fromEntries(refs)) as InputRefs<In>;
  }

  /** A value that is part of the graph. Throws `TKR_VALUE_INVALID` for what is no value (a function, a Date, ...). */
  const<T>(value: T): Ref<T> {
    return makeRef(this, ...this.#constant(value, undefined));
  }

  /**
   * Adds a task and gives its outputs: one ref when its only output is `value`, else refs by port. Plain values among its
   * inputs become consts. Throws `TKR_GRAPH_FOREIGN_REF` for a ref of another graph.
   *
   * @param policy What this task asks for: further attempts (`retry`), milliseconds an attempt may take (`timeout`).
   */
  task<O extends PortTypes>(invocation: TaskInvocation<O>, policy?: TaskPolicy): TaskResult<O> {
    const { definition, inputs: given } = invocation;
    const declared = definition.declared();
    const name = `${definition.worker}.${definition.task}`;
    const inputs = this.#wire(name, declared.inputs, given);
    const node = this.#writer.add({
      type: "function",
      function_name: name,
      inputs,
      ports: {
        inputs: this.#writer.declare(declared.inputs),
        outputs: this.#writer.declare(declared.outputs),
      },
      ...(policy === undefined ? {} : { policy }),
    });
    const ports = Object.keys(declared.outputs);
    const refs = Object.fromEntries(ports.map((port) => [port, makeRef(this, node, port)]));
    return (ports.length === 1 && ports[0] === "value" ? refs["value"] : refs) as TaskResult<O>;
  }

  /** Says what the graph gives: a ref or plain value for each output. To be called once; a second call is `TKR_GRAPH_INVALID`. */
  outputs(given: OutputWires<Out>): void {
    if (this.#finished)
      throw new TierkreisError(
        "TKR_GRAPH_INVALID",
        "The graph has its outputs already: call outputs() once.",
      );
    const ports = Object.keys(this.#declaredOutputs);
    const single = ports.length === 1 && ports[0] === "value" && (isRef(given) || !isByPort(given));
    const byPort = single ? { value: given } : (given as Readonly<Record<string, unknown>>);
    const inputs = this.#wire("the graph's outputs", this.#declaredOutputs, byPort);
    this.#writer.add({ type: "output", inputs });
    this.#finished = true;
  }

  /** The graph document: plain data, a new copy at each call. */
  getData(): Graph {
    return this.#writer.finish(this.#face);
  }

  #wire(
    name: string,
    declared: Readonly<Record<string, DeclaredPort>>,
    given: Readonly<Record<string, unknown>>,
  ): Record<string, ValueRef> {
    const inputs: Record<string, ValueRef> = {};
    for (const port of Object.keys(given)) {
      if (!Object.hasOwn(declared, port))
        throw wrongWiring(`${name} has no port ${JSON.stringify(port)}`, port);
    }
    for (const [port, { schema, optional }] of Object.entries(declared)) {
      const wired = Object.hasOwn(given, port) ? given[port] : undefined;
      if (wired !== undefined) inputs[port] = this.#source(wired, schema);
      else if (!optional)
        throw wrongWiring(`${name} needs ${JSON.stringify(port)}, which is not given`, port);
    }
    return inputs;
  }

  #source(wired: unknown, schema: PortSchema): ValueRef {
    if (!isRef(wired)) return this.#constant(wired, schema);
    if (wired.owner === this) return [wired.node, wired.port];
    const what =
      wired.node === FRAME_INPUTS
        ? "an input"
        : `output ${JSON.stringify(wired.port)} of node ${String(wired.node)}`;
    throw new TierkreisError(
      "TKR_GRAPH_FOREIGN_REF",
      `A ref of another graph (${what} there) was used in this one. Pass it in as an input.`,
      {
        node: wired.node,
        port: wired.port,
      },
    );
  }

  #constant(value: unknown, schema: PortSchema | undefined): [node: number, port: string] {
    const node = this.#writer.add({ type: "const", value: valueToJson(toValue(value, schema)), inputs: {} });
    return [node, "value"];
  }
}

function isByPort(given: unknown): boolean {
  return (
    typeof given === "object" &&
    given !== null &&
    Object.keys(given).length === 1 &&
    "value" in given &&
    isRef(given.value)
  );
}

function wrongWiring(message: string, port: string): TierkreisError {
  return new TierkreisError("TKR_GRAPH_INVALID", `${message}.`, { port });
}
