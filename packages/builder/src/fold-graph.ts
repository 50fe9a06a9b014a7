import { head, igt, tkr_len } from "@tierkreis/builtins";
import { z } from "zod";
import { addLoop } from "./constructs/evaluate.ts";
import { faceOfDocument, finishedDocument, listOf } from "./document/graph-face.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { graph } from "./graph-type.ts";
import type { FoldBody, FoldGraph } from "./types/bodies.ts";
import type { AnyGraph } from "./types/port-graph.ts";
import { Wiring } from "./wiring.ts";

const item = z.unknown();
const list = z.array(item);

/**
 * The left fold of a list with a graph as the function: a graph of `initial` and `values`. The function takes `accum`, what has
 * come out so far, and `value`, the next element.
 *
 * @example
 * const add = new GraphBuilder({ inputs: { accum: z.int(), value: z.int() }, outputs: z.int() });
 * add.outputs(add.task(iadd({ a: add.inputs.accum, b: add.inputs.value })));
 * const sum = g.eval(foldGraph(add), { initial: 0, values: [1, 2, 3] });
 */
export function foldGraph<G extends AnyGraph>(func: G & FoldBody<G>): FoldGraph<G>;
export function foldGraph(func: AnyGraph): AnyGraph {
  const { inputs } = faceOfDocument(finishedDocument(func));
  const accum = { schema: {}, optional: false, ...inputs["accum"] };
  const values = { schema: listOf({ schema: {}, optional: false, ...inputs["value"] }), optional: false };

  const wiring = new Wiring({});
  const { writer } = wiring;
  const declared = {
    inputs: writer.declare({ initial: accum, values }),
    outputs: writer.declare({ value: accum }),
  };
  const input = (name: string) => wiring.ref(writer.add({ type: "input", name, inputs: {} }), name);
  const [initial, all] = [input("initial"), input("values")];
  const loop = addLoop(wiring, step(), {
    inputs: { func: wiring.constant(func), accum: initial, values: all },
    options: undefined,
  }) as { readonly accum: unknown };
  writer.add({ type: "output", inputs: { value: wiring.source(loop.accum) } });
  return { getData: () => writer.finish(declared) };
}

/** One element: the function applied to it, while there is one. */
function step() {
  const g = new GraphBuilder({
    inputs: {
      func: graph({ inputs: { accum: item, value: item }, outputs: item }),
      accum: item,
      values: list,
    },
    outputs: { accum: item, values: list, should_continue: z.boolean() },
  });
  const { func, accum, values } = g.inputs;
  const more = g.task(igt({ a: g.task(tkr_len({ v: values })), b: 0 }));
  // Asked for in the branch with an element only.
  const { head: value, rest } = g.task(head({ v: values }));
  const next = g.eval(func, { accum, value });
  g.outputs({
    accum: g.ifelse(more, next, accum),
    values: g.ifelse(more, rest, values),
    should_continue: more,
  });
  return g;
}
