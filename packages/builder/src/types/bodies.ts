import type { Ref, Wired } from "@tierkreis/core";
import type { Given, InPortsOf, OutPortsOf, PortGraph } from "./port-graph.ts";
import type { NodeOptions, PortWires } from "./wires.ts";

/** What a graph has to be; shown in the compiler's message when it is not. */
export interface Needs<Message extends string> {
  readonly "~needs": Message;
}

/** Nothing to add where a graph can be the body of a loop. */
export type LoopBody<Body> =
  OutPortsOf<Body> extends { readonly should_continue: boolean }
    ? [Unfit<InPortsOf<Body>, OutPortsOf<Body>>] extends [never]
      ? unknown
      : Needs<"a loop's body gives each output that is also an input in the input's type">
    : Needs<"a loop's body has the output should_continue: boolean">;

/** Nothing to add where a graph can be the function of a fold. */
export type FoldBody<Body> =
  InPortsOf<Body> extends { readonly accum: infer Accum; readonly value: unknown }
    ? [keyof InPortsOf<Body>] extends ["accum" | "value"]
      ? OutPortsOf<Body> extends { readonly value: Accum }
        ? [keyof OutPortsOf<Body>] extends ["value"]
          ? unknown
          : FoldSignature
        : FoldSignature
      : FoldSignature
    : FoldSignature;

export type FoldSignature = Needs<"the function of a fold takes accum and value, and gives what accum is">;

/** What `foldGraph` makes of the graph of a function. */
export type FoldGraph<Body> =
  InPortsOf<Body> extends { readonly accum: infer Accum; readonly value: infer Value }
    ? PortGraph<{ readonly initial: Accum; readonly values: readonly Value[] }, { readonly value: Accum }>
    : never;

/** A graph some of whose inputs are fixed. */
export type Partially<Body, Fixed extends PropertyKey> = PortGraph<
  Without<InPortsOf<Body>, Fixed>,
  OutPortsOf<Body>
>;

/** Plain values for some inputs of a graph. */
export type FixedValues<Body, Fixed extends keyof InPortsOf<Body>> = {
  readonly [K in Fixed]: Given<InPortsOf<Body>[K]>;
};

/** Refs or plain values for some inputs of a graph. */
export type FixedWires<Body, Fixed extends keyof InPortsOf<Body>> = {
  readonly [K in Fixed]: Wired<Given<InPortsOf<Body>[K]>>;
};

/** A list for the single input of a graph. */
export type SingleList<Body> = [keyof InPortsOf<Body>] extends ["value"]
  ? ListWire<InPortsOf<Body>["value" & keyof InPortsOf<Body>]>
  : Needs<"a graph of several inputs is mapped over lists by port">;

/** Lists for some inputs of a graph. */
export type ListWires<Body, Listed extends keyof InPortsOf<Body>> = {
  readonly [K in Listed]: ListWire<InPortsOf<Body>[K]>;
};

export type ListWire<T> = Wired<readonly Given<T>[]>;

/** The arguments after the lists of a map: what is the same for each element. */
export type SharedArguments<Body, Listed extends PropertyKey> =
  Partial<Without<InPortsOf<Body>, Listed>> extends Without<InPortsOf<Body>, Listed>
    ? [shared?: PortWires<Without<InPortsOf<Body>, Listed>>, options?: NodeOptions]
    : [shared: PortWires<Without<InPortsOf<Body>, Listed>>, options?: NodeOptions];

/** Lists by port, for a function that re-wires their elements. */
export type Lists = Readonly<Record<string, Ref<readonly unknown[]>>>;

/** The elements of lists by port. */
export type ElementsOf<L extends Lists> = { readonly [K in keyof L]: Ref<ElementOf<L[K]>> };

/** What a function that re-wires elements may give. */
export type Elements = Ref<unknown> | Readonly<Record<string, Ref<unknown>>>;

/** Elements put together to lists again. */
export type Gathered<E> =
  E extends Ref<infer T>
    ? Ref<T[]>
    : { readonly [K in keyof E]: E[K] extends Ref<infer T> ? Ref<T[]> : never };

export type ElementOf<List> =
  List extends Ref<infer Items> ? (Items extends readonly (infer T)[] ? T : never) : never;

/** The ports but some, as optional as they are. */
export type Without<Ports, Left extends PropertyKey> = {
  readonly [K in keyof Ports as K extends Left ? never : K]: Ports[K];
};

/** The ports that a loop's body gives in a type that it does not take. */
export type Unfit<In, Out> = {
  [K in keyof In & keyof Out]: Out[K] extends Given<In[K]> ? never : K;
}[keyof In & keyof Out];
