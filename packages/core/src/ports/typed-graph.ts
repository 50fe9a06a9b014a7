import type { Graph } from "../graph/document.ts";

/**
 * A graph with the TypeScript types of its inputs and outputs. Anything that can give its document is one; the types are for
 * the compiler alone.
 */
export interface TypedGraph<in In, out Out> {
  /** Never there: holds the types. */
  readonly "~types"?: (inputs: In) => Out;
  /** The graph document. */
  getData(): Graph;
}
