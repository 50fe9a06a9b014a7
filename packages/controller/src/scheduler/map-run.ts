import { TierkreisError } from "@tierkreis/core";
import { Datum, Group, type Item, type Ports } from "./datum.ts";
import { notList, wrongValue } from "./faults.ts";
import type { FrameOwner } from "./frame.ts";
import type { BodySite } from "./loop-run.ts";
import { Place } from "./place.ts";
import type { Progress } from "./protocol.ts";
import type { Scheduler } from "./scheduler.ts";

/**
 * A map that runs: one evaluation per element, a window of them at a time, opened when nothing else is to be done, so that
 * elements which need no program come and go one by one.
 */
export class MapRun {
  readonly #scheduler: Scheduler;
  readonly #site: BodySite;
  readonly #window: number;
  readonly #place: Place;
  readonly #lists = new Map<string, Group>();
  readonly #shared = new Map<string, Item>();
  /** Per output of the body, the element's values in the order of the elements. */
  readonly #results = new Map<string, Datum[]>();
  #length = 0;
  #next = 0;
  #open = 0;
  #progress: Progress = { done: 0 };
  #queued = false;

  constructor(scheduler: Scheduler, site: BodySite, window: number) {
    this.#scheduler = scheduler;
    this.#site = site;
    this.#window = window;
    this.#place = new Place(site.frame.place, "N", site.planned.index);
  }

  start(): void {
    const { frame, planned } = this.#site;
    for (const wire of planned.wires) {
      const item = frame.read(wire);
      if (item === undefined) continue;
      if (item instanceof Group) this.#lists.set(wire.input.replace(/-?\*$/, "") || wire.input, item);
      else if (wire.port.endsWith("*")) throw wrongValue(frame, planned, notList(wire.input, item.value));
      else this.#shared.set(wire.input, item);
    }
    this.#length = this.#commonLength();
    this.#progress = { done: 0, total: this.#length };
    this.#scheduler.enter(frame, planned, this.#progress);
    const only = this.#scheduler.elementOf(this.#place);
    if (only !== undefined) {
      if (only >= this.#length)
        throw this.#fault(`it has ${String(this.#length)} elements, no element ${String(only)}`);
      this.#next = only;
    }
    if (this.#length === 0) this.#finish();
    else this.#queue();
  }

  /** Opens the next element, and asks for another turn while the window has room. */
  openNext(): void {
    this.#queued = false;
    const { frame, planned, body } = this.#site;
    const index = this.#next++;
    this.#open++;
    const owner: FrameOwner = {
      receive: (_, outputs) => {
        this.#receive(index, outputs);
      },
    };
    const place = new Place(this.#place, "M", index);
    const child = this.#scheduler.open(body, { place, depth: frame.depth + 1, owner });
    child.giveSelf(frame, planned);
    for (const [port, item] of this.#shared) child.give(port, item);
    for (const [port, group] of this.#lists) {
      const item = group.items[index];
      if (item !== undefined) child.give(port, item);
    }
    // The queue first: what the element demands is worked on before.
    this.#queue();
    this.#scheduler.demandFrame(child, this.#site);
  }

  #receive(index: number, outputs: Ports): void {
    this.#open--;
    this.#progress.done++;
    for (const [port, item] of outputs) {
      if (!(item instanceof Datum))
        throw this.#fault(`its body gives a numbered group under ${JSON.stringify(port)}`);
      let results = this.#results.get(port);
      if (results === undefined) this.#results.set(port, (results = new Array<Datum>(this.#length)));
      results[index] = item;
    }
    if (this.#progress.done === this.#length) this.#finish();
    else this.#queue();
  }

  #queue(): void {
    const full =
      this.#open >= this.#window || (this.#open > 0 && this.#scheduler.elementOf(this.#place) !== undefined);
    if (this.#queued || this.#next >= this.#length || full) return;
    this.#queued = true;
    this.#scheduler.queueMap(this);
  }

  #finish(): void {
    const { frame, planned, body } = this.#site;
    const ports = new Set([
      ...Object.keys(body.nodes[body.output]?.node.inputs ?? {}),
      ...this.#results.keys(),
    ]);
    const outputs = new Map<string, Item>();
    for (const port of ports) outputs.set(`${port}-*`, new Group(this.#results.get(port) ?? []));
    this.#scheduler.tell({ type: "leave", progress: this.#progress });
    this.#scheduler.complete(frame, planned, outputs);
  }

  #commonLength(): number {
    const [first, ...others] = this.#lists;
    if (first === undefined) throw this.#fault("none of its inputs is a list to go through");
    const [name, { items }] = first;
    for (const [other, group] of others) {
      if (group.items.length === items.length) continue;
      const lengths = `${JSON.stringify(name)} has ${String(items.length)} elements, ${JSON.stringify(other)} ${String(group.items.length)}`;
      throw this.#fault(`its lists differ in length: ${lengths}`);
    }
    return items.length;
  }

  #fault(message: string): TierkreisError {
    return wrongValue(this.#site.frame, this.#site.planned, new TierkreisError("TKR_VALUE_TYPE", message));
  }
}
