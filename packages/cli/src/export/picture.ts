import type { Location } from "@tierkreis/core";

/** What stands in a picture for a node of a graph. */
export interface Shape {
  /** Of letters and digits, unlike those of all other shapes and clusters. */
  readonly id: string;
  readonly kind: "input" | "output" | "const" | "task" | "branch" | "evaluation";
  /** Each a plain line, not long. */
  readonly lines: readonly string[];
  /** Where it stands; `L*` and `M*` for all iterations and elements. */
  readonly place: Location;
}

/** A graph in a picture: the whole one, one that a node evaluates, or one that is a value. */
export interface Cluster {
  readonly id: string;
  readonly kind: "run" | "eval" | "loop" | "map" | "graph";
  readonly lines: readonly string[];
  /** Where the node stands that evaluates it. */
  readonly place: Location;
  readonly shapes: Shape[];
  readonly clusters: Cluster[];
}

/** An arrow between two shapes. Where it starts or ends at a graph as a whole, a shape of that one is named as well. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly fromCluster?: string;
  readonly toCluster?: string;
  /** Names of ports, where they say something. */
  readonly labels: readonly string[];
  readonly kind: ArrowKind;
}

/** `branch`: needed only where it is chosen. `graph`: a graph as a value. `again`: to the next iteration of a loop. */
export type ArrowKind = "value" | "branch" | "graph" | "again";

/** A graph as something to be drawn, in whatever language. */
export interface Picture {
  readonly root: Cluster;
  readonly arrows: readonly Arrow[];
}

/** How far a node has come in a run. `stopped`: begun, and neither finished nor under way. `waiting`: not reached. */
export type NodeState = "done" | "running" | "failed" | "stopped" | "waiting";

/** The state of a node, and how many of its tasks are in which, where it stands for several. */
export interface StateLabel {
  readonly state: NodeState;
  readonly line?: string;
}

/** Colours and counts for a picture, by the ids of shapes and clusters. */
export type States = ReadonlyMap<string, StateLabel>;
