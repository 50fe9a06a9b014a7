import type { Cluster, Shape } from "./picture.ts";

/** What a renderer writes at each step through a picture's clusters, from the outermost inwards. */
export interface Step {
  readonly depth: number;
  readonly open?: Cluster;
  readonly shape?: Shape;
  readonly close?: Cluster;
}

/** All clusters and shapes in the order of writing. No recursion: graphs may be nested deeply. */
export function* inOrder(root: Cluster): Generator<Step, void, void> {
  const stack: Step[] = [{ depth: 0, open: root }];
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    yield step;
    const { open: cluster } = step;
    if (cluster === undefined) continue;
    const depth = step.depth + 1;
    stack.push({ depth: step.depth, close: cluster });
    for (const open of cluster.clusters.toReversed()) stack.push({ depth, open });
    for (const shape of cluster.shapes.toReversed()) stack.push({ depth, shape });
  }
}
