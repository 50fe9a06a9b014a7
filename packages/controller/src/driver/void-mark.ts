import { parseLocation, type Location, type LocationStep } from "@tierkreis/core";
import { z } from "zod";

const nodesSchema = z.union([z.literal("all"), z.array(z.int().min(0))]);

const markSchema = z.object({
  version: z.literal(1),
  /** `begin`: the run began anew, and nothing from before counts. */
  kind: z.enum(["begin", "restart"]),
  /** The place that was restarted. */
  location: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** How often the run had been begun or gone on with. */
  executions: z.int(),
  /** The evaluation that each `levels` entry speaks of lies on this way: the first is the run's own. */
  path: z.string(),
  /** Per evaluation on the way: its nodes whose outcomes are void, with all below them, and whether its outputs are. */
  levels: z.array(z.object({ nodes: nodesSchema, output: z.boolean() })),
});

/** Which earlier outcomes do not count any more, in a form that needs no graph to be read. */
export type VoidMark = z.infer<typeof markSchema>;
/** What a mark says of one evaluation. */
export type VoidLevel = VoidMark["levels"][number];

/** Everything of a run. */
const everything: readonly VoidLevel[] = [{ nodes: "all", output: true }];

/** How much of a place is void: nothing, its outputs but not all that lies below it, or all. */
export type Reach = "none" | "outputs" | "all";

/** The mark of a run that begins anew under an id that was used before. */
export function beginMark(): VoidMark {
  const at = new Date().toISOString();
  return { version: 1, kind: "begin", location: "-", at, executions: 0, path: "-", levels: [...everything] };
}

export function encodeMark(mark: VoidMark): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(mark)}\n`);
}

/** Reads a mark. What can not be read may have voided anything, so it voids everything. */
export function decodeMark(bytes: Uint8Array): VoidMark {
  try {
    return markSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return { ...beginMark(), kind: "restart" };
  }
}

/** A mark ready to be asked. */
export class VoidRule {
  readonly #path: readonly LocationStep[];
  readonly #levels: readonly { readonly nodes: "all" | ReadonlySet<number>; readonly output: boolean }[];

  constructor({ path, levels }: Pick<VoidMark, "path" | "levels">) {
    this.#path = parseLocation(path);
    this.#levels = levels.map(({ nodes, output }) => ({
      nodes: nodes === "all" ? nodes : new Set(nodes),
      output,
    }));
  }

  /** How much of a place the mark voids. Walks down its steps beside those of the mark's own way. */
  reach(location: Location): Reach {
    const steps = parseLocation(location);
    let at = 0;
    for (const [index, { nodes, output }] of this.#levels.entries()) {
      const step = steps[at];
      if (step === undefined) return output ? "outputs" : "none";
      // What an evaluation was given is not of its making.
      if (step.index >= 0 && (nodes === "all" || nodes.has(step.index))) return "all";
      const way = this.#path[at];
      if (way === undefined || !isSame(step, way)) return "none";
      at++;
      const round = this.#path[at];
      if (round === undefined || round.kind === "N") continue;
      const below = this.#levels[index + 1]?.output === true;
      const own = steps[at];
      if (own === undefined) return below ? "outputs" : "none";
      if (!isSame(own, round)) return below && isLater(own, round) ? "all" : "none";
      at++;
    }
    return "none";
  }
}

function isSame(a: LocationStep, b: LocationStep): boolean {
  return a.kind === b.kind && a.index === b.index;
}

/** Iterations that follow one that is void are made from its outputs; elements of a map know nothing of one another. */
function isLater(own: LocationStep, round: LocationStep): boolean {
  return own.kind === "L" && round.kind === "L" && own.index > round.index;
}
