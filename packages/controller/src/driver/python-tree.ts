import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { ROOT, type Location } from "@tierkreis/core";
import { Datum, Group, type Item, type Ports } from "../scheduler/datum.ts";
import type { Frame } from "../scheduler/frame.ts";
import type { FrameNode } from "../scheduler/observer.ts";
import { Place, printPlace } from "../scheduler/place.ts";
import type { PlanNode } from "../scheduler/plan.ts";
import { givenSources } from "./given-sources.ts";
import { callNote, evaluationDefinition, nodeDefinition } from "./node-definition.ts";
import type { RunHome } from "./run-home.ts";
import type { Values } from "./values.ts";

const nothing = new Uint8Array();
/** Elements of a list written before other work of the process gets its turn. */
const TURN = 200;

/**
 * A run's checkpoint as Tierkreis for Python writes it: all that it needs to read, show and go on with. Values lie there
 * already or are written once; everything else is a link. What a task's recorded outcome has put there stays as it is.
 */
export class PythonTree {
  readonly #home: RunHome;
  readonly #values: Values;
  /** By evaluation, its consts and inputs that are written, and the node that evaluates it. */
  readonly #frames = new WeakMap<
    Frame,
    { readonly by: FrameNode | undefined; readonly written: Set<number> }
  >();

  constructor(home: RunHome, values: Values) {
    this.#home = home;
    this.#values = values;
  }

  /** An evaluation: what it gets, under `<location>.N-1`, and what it is. */
  async open(frame: Frame, by: FrameNode | undefined): Promise<void> {
    this.#frames.set(frame, { by, written: new Set() });
    await this.#putInputs(frame.place, frame.given ?? new Map(), by);
    const definition = evaluationDefinition(frame, by);
    if (definition !== undefined) await this.#create(printPlace(frame.place), "nodedef", definition);
  }

  /** A node that starts: its definition says so. A loop keeps what it gets for its iterations. */
  async start(frame: Frame, planned: PlanNode): Promise<void> {
    await this.#define(frame, planned);
    if (planned.node.type !== "loop") return;
    const place = new Place(frame.place, "N", planned.index);
    await this.#putInputs(place, frame.gather(planned), { frame, planned });
  }

  /** A node that is done, with its outputs. Those of an `eval` are there when its evaluation has ended. */
  async complete(frame: Frame, planned: PlanNode, outputs: Ports): Promise<void> {
    const { type } = planned.node;
    if (type === "eval") return;
    await this.#define(frame, planned);
    const location = await this.#values.location(frame.place, planned.index);
    for (const [port, item] of outputs) await this.#put(item, location, port);
    if (type === "function") {
      this.#makeOutputFolder(location);
      await this.#create(location, "definition", callNote(this.#home.keys, printPlace(frame.place), planned));
    }
    if (type === "loop" || (type === "map" && hasElements(outputs)))
      await this.#create(location, "_metadata", nothing);
    await this.#create(location, "_done", nothing);
  }

  /** An evaluation that is done: its output node, and its outputs. */
  async end(frame: Frame, planned: PlanNode, outputs: Ports): Promise<void> {
    await this.complete(frame, planned, new Map());
    const by = this.#frames.get(frame)?.by;
    // The run's own outputs are its driver's to record, and so are the iterations of named loops.
    if (by === undefined) return;
    const location = printPlace(frame.place);
    await this.#create(location, "_metadata", nothing);
    if (by.planned.node.type === "loop" && typeof by.planned.node.name === "string") return;
    for (const [port, item] of outputs) await this.#put(item, location, port);
    await this.#create(location, "_done", nothing);
  }

  /** The run is complete: what Python notes at the root evaluation then. */
  async finish(): Promise<void> {
    const { storage, keys } = this.#home;
    await storage.link(keys.metadata, `${keys.folder(ROOT)}_metadata`);
  }

  async #define(frame: Frame, planned: PlanNode): Promise<void> {
    await this.#writeSources(frame, planned);
    const location = await this.#values.location(frame.place, planned.index);
    await this.#create(location, "nodedef", nodeDefinition(planned));
  }

  /** Inputs of an evaluation, and its graph as `body`, under `<location>.N-1`. */
  async #putInputs(place: Place, inputs: Ports, by: FrameNode | undefined): Promise<void> {
    const given = new Map(inputs);
    const wire = by?.planned.special["graph"] ?? by?.planned.special["body"];
    const body = wire === undefined ? undefined : by?.frame.read(wire);
    if (body !== undefined) given.set("body", body);
    const location = await this.#values.location(place, -1);
    for (const [port, item] of given) await this.#put(item, location, port);
  }

  /** The consts and inputs that a node reads, which the scheduler does not wait for: each once. */
  async #writeSources(frame: Frame, planned: PlanNode): Promise<void> {
    const written = this.#frames.get(frame)?.written;
    for (const [node, wire] of givenSources(frame, planned)) {
      const source = frame.plan.nodes[node];
      if (source === undefined || written?.has(node) !== false) continue;
      written.add(node);
      const item = source.node.type === "input" ? frame.given?.get(source.node.name) : frame.read(wire);
      const location = await this.#values.location(frame.place, node);
      const port = source.node.type === "input" ? source.node.name : "value";
      if (item !== undefined) await this.#put(item, location, port);
      await this.#create(location, "nodedef", nodeDefinition(source));
      await this.#create(location, "_done", nothing);
    }
  }

  /** Puts a value, or each of numbered ones, under a port. */
  async #put(item: Item, location: Location, port: string): Promise<void> {
    if (item instanceof Datum) {
      await this.#link(item, this.#home.keys.output(location, port));
      return;
    }
    const stem = port === "*" ? "" : `${port.replace(/-?\*$/, "")}-`;
    for (const [index, datum] of item.items.entries()) {
      await this.#link(datum, this.#home.keys.output(location, `${stem}${String(index)}`));
      if (index % TURN === TURN - 1) await setImmediate();
    }
  }

  async #link(datum: Datum, key: string): Promise<void> {
    const held = await this.#values.held(datum);
    await held.store();
    if (held.key !== key) await this.#home.storage.link(held.key, key);
  }

  /** Python looks into the folder of a task's outputs, also when it is empty. */
  #makeOutputFolder(location: Location): void {
    const { storage, keys } = this.#home;
    const path = storage.localPath?.(keys.output(location, "value"));
    if (path !== undefined) mkdirSync(dirname(path), { recursive: true });
  }

  async #create(location: Location, name: string, value: Uint8Array): Promise<void> {
    const { storage, keys } = this.#home;
    await storage.create(`${keys.folder(location)}${name}`, value);
  }
}

function hasElements(outputs: Ports): boolean {
  return [...outputs.values()].some((item) => item instanceof Group && item.items.length > 0);
}
