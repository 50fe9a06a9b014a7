import type { PortSchema } from "../ports/schema.ts";
import { printPath, stepInto, type Path } from "./path.ts";
import { elementType, fieldType } from "./schema-walk.ts";
import type { Value } from "./value.ts";
import { TypeChooser } from "./type-chooser.ts";

/** A container that is rebuilt from what becomes of its items. */
export interface Inner {
  /** The keys of an object's items; `undefined` for a list. */
  readonly keys: readonly string[] | undefined;
  readonly items: readonly unknown[];
  /** Makes the new container. The results are its own from then on. */
  build(results: unknown[]): unknown;
}

/** How a tree becomes another one. `type` is the declared type, of a union the member that fits; `undefined` where nothing is declared. */
export interface Rules {
  /** The items of a container; `undefined` for what is rebuilt whole. `path` prints where the node stands. */
  inner(node: unknown, type: PortSchema | undefined, path: () => string): Inner | undefined;
  /** What becomes of anything else. */
  leaf(node: unknown, type: PortSchema | undefined, path: () => string): unknown;
}

interface Frame {
  readonly inner: Inner;
  readonly type: PortSchema | undefined;
  readonly results: unknown[];
}

/** Rebuilds a tree from its leaves. Uses no stack on depth. With a type, the tree must be a `Value`. */
export function rebuild(root: unknown, rules: Rules, type?: PortSchema): unknown {
  const frames: Frame[] = [];
  const chooser = type && new TypeChooser(type);
  const choose = (declared: PortSchema | undefined, node: unknown) =>
    chooser && declared && chooser.choose(declared, node as Value);
  const path = () => pathOf(frames);
  let nodeType = choose(type, root);
  const first = rules.inner(root, nodeType, path);
  if (first === undefined) return rules.leaf(root, nodeType, path);
  let frame: Frame = { inner: first, type: nodeType, results: [] };
  frames.push(frame);
  for (;;) {
    const { inner, results } = frame;
    const at = results.length;
    if (at < inner.items.length) {
      const node = inner.items[at];
      nodeType = frame.type && choose(itemType(frame.type, inner, at), node);
      const next = rules.inner(node, nodeType, path);
      if (next === undefined) {
        results.push(rules.leaf(node, nodeType, path));
      } else {
        frame = { inner: next, type: nodeType, results: [] };
        frames.push(frame);
      }
      continue;
    }
    frames.pop();
    const result = inner.build(results);
    const outer = frames.at(-1);
    if (outer === undefined) return result;
    outer.results.push(result);
    frame = outer;
  }
}

function itemType(type: PortSchema, inner: Inner, at: number): PortSchema | undefined {
  return inner.keys === undefined ? elementType(type, at) : fieldType(type, inner.keys[at] ?? "");
}

function pathOf(frames: readonly Frame[]): string {
  let path: Path | undefined;
  for (const { inner, results } of frames)
    path = stepInto(path, inner.keys?.[results.length] ?? results.length);
  return printPath(path);
}
