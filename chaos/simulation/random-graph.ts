import { toGraph, type Graph, type TaskPolicy } from "@tierkreis/core";
import type { Document } from "../../scripts/testing/graphs/documents.ts";
import { GraphMaker, PARTIAL, type GraphStep } from "../../scripts/testing/graphs/graph-maker.ts";
import { interpret } from "../../scripts/testing/graphs/interpret.ts";
import type { Random } from "../world/random.ts";
import { randomRetry } from "./random-settings.ts";
import { workers } from "./workers.ts";

/** A graph, and what it has to give. */
export interface Puzzle {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, number>>;
  readonly expected: unknown;
  /** Locations of the tasks that it needs. */
  readonly needed: ReadonlySet<string>;
  /** What each task asks for, by its name. */
  readonly policies: ReadonlyMap<string, TaskPolicy>;
}

/** Larger ones teach little and take long. */
const MOST_TASKS = 14;

/** A graph of any kinds of nodes with some tasks. */
export function randomPuzzle(random: Random): Puzzle {
  const inputs = { a: 1 + random.below(5), b: random.below(3) };
  for (;;) {
    const policies = new Map<string, TaskPolicy>();
    const document = GraphMaker.body(randomSteps(random, 2));
    const graph = toGraph(decorate(document, { random, policies }));
    const { outputs, needed } = interpret(graph, inputs);
    if (needed.size > 0 && needed.size <= MOST_TASKS)
      return { graph, inputs, expected: outputs["value"], needed, policies };
  }
}

function randomSteps(random: Random, depth: number): GraphStep[] {
  return Array.from({ length: 1 + random.below(7) }, () => ({
    // Tasks of programs are what it is about.
    kind: random.chance(0.4) ? 5 : random.below(PARTIAL + 1),
    picks: [random.below(1000), random.below(1000), random.below(1000)],
    inner: depth > 0 && random.chance(0.7) ? randomSteps(random, depth - 1) : [],
  }));
}

interface Decoration {
  readonly random: Random;
  readonly policies: Map<string, TaskPolicy>;
}

/** Gives tasks a worker, a name and a policy of their own, and some loops a name. */
function decorate(document: Document, decoration: Decoration): Document {
  return { ...document, nodes: document.nodes.map((node) => decorateNode(node, decoration)) };
}

function decorateNode(node: object, decoration: Decoration): object {
  const { random, policies } = decoration;
  if ("function_name" in node && node.function_name === "w.f") {
    const name = `t${policies.size}`;
    const policy = randomPolicy(random);
    policies.set(name, policy);
    return { ...node, function_name: `${random.pick(workers)}.${name}`, policy };
  }
  if ("continue_port" in node && random.chance(0.4)) return { ...node, name: "rounds" };
  if ("value" in node && isDocument(node.value)) return { ...node, value: decorate(node.value, decoration) };
  return node;
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && "nodes" in value;
}

function randomPolicy(random: Random): TaskPolicy {
  return {
    ...(random.chance(0.3) && { retry: randomRetry(random) }),
    ...(random.chance(0.15) && { timeout: random.pick([200, 1000, 5000]) }),
    ...(random.chance(0.1) && { idleTimeout: random.pick([200, 1000, 5000]) }),
    ...(random.chance(0.2) && {
      resources: { cpus: random.pick([0.5, 1, 2, 3]), memory: random.pick([0, 10, 60, 120]) },
    }),
  };
}
