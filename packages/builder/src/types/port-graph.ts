import type {
  Complex,
  InputValues,
  OutputValues,
  PortRecord,
  PortRecordOf,
  PortTypes,
  Ref,
  TypedGraph,
} from "@tierkreis/core";
import type { z } from "zod";

/** No ports at all, as `GraphBuilder` takes them. */
export type NoPorts = Readonly<Record<string, never>>;

/** Values by port, of which there are none. */
export type None = object;

/**
 * A {@link TypedGraph} whose ports the compiler knows one by one. Graphs of this package are such; of another graph the
 * compiler takes an object type for ports and any other type for the single port `value`.
 */
export interface PortGraph<
  in InPorts,
  out OutPorts,
  in In = Collapsed<InPorts>,
  out Out = Collapsed<OutPorts>,
> extends TypedGraph<In, Out> {
  /** Never there: holds the types by port. */
  readonly "~ports"?: (inputs: InPorts) => OutPorts;
}

/** The graph type of a builder's declared inputs and outputs. */
export type GraphType<In extends PortTypes, Out extends PortTypes> = PortGraph<
  InputPorts<In>,
  OutputPorts<Out>,
  InputValues<In>,
  OutputValues<Out>
>;

/** The value of each input; what may be left without one is optional. */
export type InputPorts<In extends PortTypes> = In extends NoPorts
  ? None
  : PortRecordOf<In> extends infer Ports extends PortRecord
    ? { [K in keyof InputValues<Ports>]: K extends keyof Ports ? Given<z.output<Ports[K]>> : never }
    : never;

/** The value of each output. */
export type OutputPorts<Out extends PortTypes> =
  PortRecordOf<Out> extends infer Ports extends PortRecord
    ? { readonly [K in keyof Ports]: z.output<Ports[K]> }
    : never;

/** Any graph, its types aside. */
export type AnyGraph = TypedGraph<never, unknown>;

/** A graph, or a value of the graph under construction that is one. */
export type GraphLike = AnyGraph | Ref<AnyGraph>;

/** The graph itself, where a ref may stand for it. */
export type GraphOf<Body> = Body extends Ref<infer Value> ? Value : Body;

/** The values of a graph's inputs by port. */
export type InPortsOf<Body> = Signature<GraphOf<Body>>["in"];

/** The values of a graph's outputs by port. */
export type OutPortsOf<Body> = Signature<GraphOf<Body>>["out"];

/** What a value is inside a graph: a graph is known by its ports. */
export type ValueOf<T> = T extends AnyGraph
  ? PortGraph<InPortsOf<T>, OutPortsOf<T>, TypesOf<T>["in"], TypesOf<T>["out"]>
  : T;

/** A type without `undefined`: what is there when it is given. */
export type Given<T> = unknown extends T ? T : Exclude<T, undefined>;

/** The single `value` itself, else values by port. */
export type Collapsed<Ports> = [keyof Ports] extends [never]
  ? Ports
  : [keyof Ports] extends ["value"]
    ? Ports["value" & keyof Ports]
    : Ports;

/** Where a graph may be one of several, its inputs have to suit all of them. */
export type Signature<Graph> = "~ports" extends keyof Graph
  ? [NonNullable<Graph["~ports"]>] extends [(inputs: infer In) => infer Out]
    ? { in: In; out: Out }
    : never
  : { in: ByPort<TypesOf<Graph>["in"]>; out: ByPort<TypesOf<Graph>["out"]> };

export type TypesOf<Graph> = "~types" extends keyof Graph
  ? [NonNullable<Graph["~types"]>] extends [(inputs: infer In) => infer Out]
    ? { in: In; out: Out }
    : never
  : { in: never; out: unknown };

export type ByPort<T> = unknown extends T
  ? { readonly value: T }
  : [T] extends [object]
    ? [T] extends [readonly unknown[] | ArrayBufferView | Complex | AnyGraph]
      ? { readonly value: T }
      : T
    : { readonly value: T };
