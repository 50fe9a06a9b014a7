declare const valueType: unique symbol;
const marker = Symbol.for("tierkreis.ref");

/**
 * A value that a graph under construction will have: the output `port` of node `node`. It carries the value's TypeScript
 * type and belongs to the builder that made it.
 */
export interface Ref<out T> {
  /** Never there: holds the type. */
  readonly [valueType]?: T;
  /** Index of the node in its graph; -1 for the graph's own inputs. */
  readonly node: number;
  readonly port: string;
  /** The builder that made it. */
  readonly owner: object;
}

/** Makes a ref. Builders do; users get theirs from a builder. */
export function makeRef<T>(owner: object, node: number, port: string): Ref<T> {
  return Object.freeze({ [marker]: true, owner, node, port });
}

/** True for a ref of any copy of this package. */
export function isRef(thing: unknown): thing is Ref<unknown> {
  return typeof thing === "object" && thing !== null && marker in thing;
}
