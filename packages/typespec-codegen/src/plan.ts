import { type Declaration, type Expr, parts, type StubModule } from "./ir.ts";

/** In which order declarations are written so that each is there when it is needed, and how those of a cycle are written. */
export interface Plan {
  readonly order: readonly Declaration[];
  /** The declarations that refer to each other in a circle with this one; empty when there is no circle. */
  cycleOf(declaration: Declaration): ReadonlySet<Declaration>;
  /** True for a circle that does not go through an object's property: its types must be written out. */
  isExplicit(declaration: Declaration): boolean;
}

const none: ReadonlySet<Declaration> = new Set();

/** Orders the declarations of a module. */
export function planModule({ declarations }: StubModule): Plan {
  const cycles = new Map<Declaration, ReadonlySet<Declaration>>();
  const explicit = new Set<Declaration>();
  const order = components(declarations, (declaration) => references(declaration.body)).flatMap((members) => {
    const [only] = members;
    if (only !== undefined && members.length === 1 && !references(only.body).includes(only)) return members;
    const cycle = new Set(members);
    for (const member of members) cycles.set(member, cycle);
    const eager = components(sorted(members, declarations), (member) => eagerReferences(member.body, cycle));
    const isEager = eager.some(
      ([first, ...rest]) =>
        first !== undefined && (rest.length > 0 || eagerReferences(first.body, cycle).includes(first)),
    );
    if (isEager) for (const member of members) explicit.add(member);
    return eager.flat();
  });
  return {
    order,
    cycleOf: (declaration) => cycles.get(declaration) ?? none,
    isExplicit: (declaration) => explicit.has(declaration),
  };
}

/** Everything that an expression refers to. */
export function references(expr: Expr): readonly Declaration[] {
  return [...(expr.kind === "ref" ? [expr.to] : []), ...parts(expr).flatMap(references)];
}

/** What of the cycle an expression needs at once: a property that refers into the cycle becomes a getter. */
function eagerReferences(expr: Expr, cycle: ReadonlySet<Declaration>): readonly Declaration[] {
  if (expr.kind === "object") return expr.rest ? eagerReferences(expr.rest, cycle) : [];
  const own = expr.kind === "ref" && cycle.has(expr.to) ? [expr.to] : [];
  return [...own, ...parts(expr).flatMap((part) => eagerReferences(part, cycle))];
}

function sorted(members: readonly Declaration[], all: readonly Declaration[]): readonly Declaration[] {
  return all.filter((declaration) => members.includes(declaration));
}

/** Tarjan's strongly connected components, each after those it refers to. */
export function components(
  nodes: readonly Declaration[],
  edges: (node: Declaration) => readonly Declaration[],
): readonly (readonly Declaration[])[] {
  const known = new Set(nodes);
  const index = new Map<Declaration, number>();
  const low = new Map<Declaration, number>();
  const stack: Declaration[] = [];
  const found: (readonly Declaration[])[] = [];
  const visit = (node: Declaration): number => {
    const own = index.size;
    index.set(node, own);
    stack.push(node);
    let lowest = own;
    for (const next of edges(node)) {
      if (!known.has(next)) continue;
      if (!index.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, low.get(next) ?? index.get(next) ?? lowest);
    }
    low.set(node, lowest);
    if (lowest === own) found.push(stack.splice(stack.indexOf(node)));
    return lowest;
  };
  for (const node of nodes) if (!index.has(node)) visit(node);
  return found;
}
