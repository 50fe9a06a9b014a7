import { readLoopTrace, readRunGraph } from "@tierkreis/controller";
import {
  nearNames,
  stringifyJson,
  TierkreisError,
  toValue,
  valueToJson,
  type Graph,
  type Json,
} from "@tierkreis/core";
import type { TraceCommandOptions } from "../commands/trace-command.ts";
import { printJson } from "../terminal/print-json.ts";
import { styleFor } from "../terminal/style.ts";
import { columnsOf, plainLine } from "../terminal/width.ts";
import { usageError } from "../usage-error.ts";
import { findWholeRun } from "./find-run.ts";
import { withStorage } from "./with-storage.ts";

/** `tkr trace`: what the iterations of a named loop gave. */
export async function trace(word: string, loop: string, options: TraceCommandOptions): Promise<number> {
  return withStorage(options, async (storage) => {
    const { id } = await findWholeRun(storage, word);
    const graph = await readRunGraph(storage, id);
    const { port, location } = options;
    const which = { storage, runId: id, ...(location === undefined ? {} : { location }) };
    const rounds = await readLoopTrace(graph, which, loop).catch((error: unknown) => {
      throw withNearLoops(error, loop, graph);
    });
    const iterations = rounds.map((round) => valueToJson(toValue(round)) as Readonly<Record<string, Json>>);
    if (port !== undefined && iterations.length > 0) checkPort(loop, port, iterations);
    const picked = iterations.map((round) => (port === undefined ? round : (round[port] ?? null)));
    if (options.json === true) {
      printJson({ run: id, loop, ...(port === undefined ? {} : { port }), iterations: picked });
      return 0;
    }
    const { dim } = styleFor(process.stdout);
    for (const [index, round] of picked.entries()) {
      const number = String(index).padStart(String(picked.length - 1).length);
      const text = plainLine(stringifyJson(round), columnsOf(process.stdout) - number.length - 2);
      process.stdout.write(`${dim(number)}  ${text}\n`);
    }
    return 0;
  });
}

/** A loop that is spelt alike may be meant. Loops of graphs in the graph are not known here. */
function withNearLoops(error: unknown, loop: string, { nodes }: Graph): unknown {
  if (!TierkreisError.isInstance(error) || error.code !== "TKR_RUN_UNKNOWN") return error;
  const names = nodes.flatMap((node) => (node.type === "loop" ? [node.name ?? ""] : []));
  const near = nearNames(
    loop,
    names.filter((name) => name !== "" && name !== loop),
  );
  if (near.length === 0) return error;
  const message = `${error.message} Did you mean ${near.join(" or ")}?`;
  return new TierkreisError(error.code, message, { ...error.details, cause: error });
}

function checkPort(loop: string, port: string, iterations: readonly Readonly<Record<string, Json>>[]): void {
  if (iterations.some((round) => Object.hasOwn(round, port))) return;
  const ports = [...new Set(iterations.flatMap((round) => Object.keys(round)))];
  const names = ports.map((name) => JSON.stringify(name)).join(", ") || "none";
  throw usageError(`The loop ${JSON.stringify(loop)} gives no ${JSON.stringify(port)}. It gives: ${names}.`, {
    port,
  });
}
