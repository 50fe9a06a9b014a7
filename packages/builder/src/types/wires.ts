import type { PortTypes, Ref, Wired } from "@tierkreis/core";
import type { z } from "zod";
import type { Given, None, NoPorts } from "./port-graph.ts";

/** The refs of a graph's inputs: one ref for one type, else refs by port. */
export type InputRefs<In extends PortTypes> = In extends z.ZodType
  ? Ref<z.output<In>>
  : { readonly [K in keyof In]: In[K] extends z.ZodType ? Ref<z.output<In[K]>> : never };

/** What `outputs` takes: a ref or plain value for one output, else by port. */
export type OutputWires<Out extends PortTypes> = Out extends z.ZodType
  ? Wired<z.output<Out>>
  : { readonly [K in keyof Out]: Out[K] extends z.ZodType ? Wired<z.output<Out[K]>> : never };

/** What goes into a graph with these inputs: a ref or plain value for the single `value`, else one by port. */
export type Wires<Ports> = [keyof Ports] extends [never]
  ? NoPorts
  : [keyof Ports] extends ["value"]
    ? | Wired<Given<Ports["value" & keyof Ports]>>
      | { readonly value: Ref<Given<Ports["value" & keyof Ports]>> }
    : PortWires<Ports>;

/** A ref or plain value for each port; where it may be missing, also a ref that may be. */
export type PortWires<Ports> = [keyof Ports] extends [never]
  ? NoPorts
  : { readonly [K in keyof Ports]: Wired<Given<Ports[K]>> | MaybeRef<Ports[K]> };

/** What comes out of a graph with these outputs: the ref of the single `value`, else refs by port. */
export type Refs<Ports> = [keyof Ports] extends [never]
  ? None
  : [keyof Ports] extends ["value"]
    ? Ref<Ports["value" & keyof Ports]>
    : { readonly [K in keyof Ports]: Ref<Ports[K]> };

/** What comes out of a map: the list of the single `value`s, else lists by port. */
export type ListRefs<Ports> = [keyof Ports] extends [never]
  ? None
  : [keyof Ports] extends ["value"]
    ? Ref<Ports["value" & keyof Ports][]>
    : { readonly [K in keyof Ports]: Ref<Ports[K][]> };

/** What is said of a node beside what it does. */
export interface NodeOptions {
  /** Stop before this node starts, when the run was told to heed breakpoints. @default false */
  readonly breakpoint?: boolean;
}

/** What is said of a loop beside what it does. */
export interface LoopOptions extends NodeOptions {
  /** Keeps the outputs of each iteration for `readLoopTrace`. Several loops may have one name. */
  readonly name?: string;
}

/** The arguments after the graph: its inputs may be left out when it needs none. */
export type InputArguments<Ports, Options = NodeOptions> =
  Partial<Ports> extends Ports
    ? [inputs?: Wires<Ports>, options?: Options]
    : [inputs: Wires<Ports>, options?: Options];

export type MaybeRef<T> = undefined extends T ? Ref<T> : never;
