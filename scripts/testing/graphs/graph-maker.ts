import {
  branch,
  constant,
  document,
  evaluate,
  input,
  loop,
  map,
  partial,
  pure,
  task,
  type Document,
  type Ref,
} from "./documents.ts";

/** A choice of what to add to a graph, and of what it is wired to: whatever the numbers are, the graph is a right one. */
export interface GraphStep {
  /** From 0 up to {@link PARTIAL}, which takes the executor of the built-in tasks. */
  readonly kind: number;
  readonly picks: readonly number[];
  readonly inner: readonly GraphStep[];
}

/** The kind of step that fixes an input of a graph while the graph around it runs. */
export const PARTIAL = 14;

/** Builds a graph from steps: numbers `a`, `b` go in, one number comes out. */
export class GraphMaker {
  readonly #nodes: object[];
  readonly #numbers: Ref[];
  readonly #booleans: Ref[] = [];
  readonly #lists: Ref[] = [];

  constructor(inputs: readonly string[]) {
    this.#nodes = inputs.map(input);
    this.#numbers = inputs.map((name, index) => [index, name] as const);
    this.#booleans.push(this.#add(constant(true)), this.#add(constant(false)));
    this.#lists.push(this.#add(constant([3, 1])), this.#add(constant([])));
    this.#numbers.push(this.#add(constant(7)));
  }

  static body(inner: readonly GraphStep[]): Document {
    const maker = new GraphMaker(["a", "b"]);
    inner.forEach((step) => {
      maker.step(step);
    });
    return document(maker.#nodes, { value: maker.#last() });
  }

  /** `n` counts down to 0; `a` is computed anew in each round; `b` stays. */
  static loopBody(inner: readonly GraphStep[]): Document {
    const maker = new GraphMaker(["a", "b", "n"]);
    inner.forEach((step) => {
      maker.step(step);
    });
    const one = maker.#add(constant(1));
    const left = maker.#add(pure("subtract", { a: [2, "n"], b: one }));
    const more = maker.#add(pure("greater", { a: left, b: maker.#add(constant(0)) }));
    return document(maker.#nodes, { a: maker.#last(), n: left, should_continue: more });
  }

  /** Calls itself with `b` one less until that is not above 0. */
  static recursion(inner: readonly GraphStep[]): Document {
    const maker = new GraphMaker(["a", "b"]);
    inner.forEach((step) => {
      maker.step(step);
    });
    const left = maker.#add(pure("subtract", { a: [1, "b"], b: maker.#add(constant(1)) }));
    const more = maker.#add(pure("greater", { a: [1, "b"], b: maker.#add(constant(0)) }));
    const again = maker.#add(evaluate([-1, "body"], { a: maker.#last(), b: left }));
    return document(maker.#nodes, { value: maker.#add(branch("ifelse", [more, again, [0, "a"]])) });
  }

  step({ kind, picks, inner }: GraphStep): void {
    const [p = 0, q = 0, r = 0] = picks;
    const number = (at: number) => this.#numbers[at % this.#numbers.length] ?? [0, "a"];
    const boolean = this.#booleans[r % this.#booleans.length] ?? [0, "a"];
    const list = this.#lists[r % this.#lists.length] ?? [0, "a"];
    const small = () => this.#add(constant(1 + (q % 3)));
    switch (kind) {
      case 0:
        this.#numbers.push(this.#add(constant(p)));
        break;
      case 1:
        this.#numbers.push(this.#add(pure("add", { a: number(p), b: number(q) })));
        break;
      case 2:
        this.#booleans.push(this.#add(pure("greater", { a: number(p), b: number(q) })));
        break;
      case 3:
        this.#lists.push(this.#add(pure("range", { n: number(p) })));
        break;
      case 4:
        this.#numbers.push(this.#add(pure("sum", { v: list })));
        break;
      case 5:
      case 6:
        this.#numbers.push(this.#add(task("f", { x: number(p), y: number(q) })));
        break;
      case 7:
      case 8:
        this.#numbers.push(
          this.#add(branch(kind === 7 ? "ifelse" : "eifelse", [boolean, number(p), number(q)])),
        );
        break;
      case 9:
        this.#numbers.push(
          this.#add(evaluate(this.#add(constant(GraphMaker.body(inner))), { a: number(p), b: number(q) })),
        );
        break;
      case 10: {
        const body = this.#add(constant(GraphMaker.loopBody(inner)));
        const node = this.#add(loop(body, { a: number(p), b: number(q), n: small() }));
        this.#numbers.push([node[0], "a"]);
        break;
      }
      case 11: {
        const body = this.#add(constant(GraphMaker.body(inner)));
        const spread = this.#add(pure("unfold", { value: list }));
        const node = this.#add(map(body, { a: [spread[0], "*"], b: number(p) }));
        this.#lists.push(this.#add(pure("fold", { values: [node[0], "value-*"] })));
        break;
      }
      case 12:
        this.#numbers.push(
          this.#add(evaluate(this.#add(constant(GraphMaker.recursion(inner))), { a: number(p), b: small() })),
        );
        break;
      case PARTIAL: {
        const body = this.#add(constant(GraphMaker.body(inner)));
        const fixed = this.#add(partial(body, { b: number(q) }));
        this.#numbers.push(this.#add(evaluate(fixed, { a: number(p) })));
        break;
      }
      default:
        this.#numbers.push(this.#add(pure("length", { v: list })));
        break;
    }
  }

  #add(node: object): Ref {
    this.#nodes.push(node);
    return [this.#nodes.length - 1, "value"];
  }

  #last(): Ref {
    return this.#numbers.at(-1) ?? [0, "a"];
  }
}
