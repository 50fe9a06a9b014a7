import type { Json } from "@tierkreis/core";
import { availableParallelism } from "node:os";
import { relative } from "node:path";
import type { ConfigCommandOptions } from "../commands/config-command.ts";
import { printJson } from "../terminal/print-json.ts";
import { styleFor } from "../terminal/style.ts";
import { table } from "../terminal/table.ts";
import { columnsOf } from "../terminal/width.ts";
import { readSettings, type RunSetting, type Setting } from "./settings.ts";

/** What a run does when nobody says anything. */
const defaults: Readonly<Record<RunSetting, unknown>> = {
  concurrency: availableParallelism(),
  retry: 0,
  timeout: null,
  idleTimeout: null,
  onFailure: "finish",
  record: "tasks",
  fsync: false,
};

/** `tkr config`: every setting, with who set it. */
export async function showConfig(options: ConfigCommandOptions): Promise<number> {
  const { graph, storage, registry, run, config } = await readSettings(options);
  const fromDefault = (value: unknown): Setting<unknown> => ({ value, from: "default" });
  const all: [string, Setting<unknown>][] = [
    ...(graph === undefined ? [] : ([["graph", graph]] satisfies [string, Setting<unknown>][])),
    ["storage", storage],
    ["registry", registry],
    ...Object.entries(defaults).map(([name, value]): [string, Setting<unknown>] => [
      name,
      run[name as RunSetting] ?? fromDefault(value),
    ]),
    ...(["storages", "workers", "launchers"] as const).flatMap((name): [string, Setting<unknown>][] => {
      const registered = Object.keys(config?.config[name] ?? {});
      return registered.length === 0 ? [] : [[name, { value: registered, from: config?.file ?? "" }]];
    }),
  ];
  if (options.json === true) {
    const settings = all.map(([name, { value, from }]) => [name, { value, from }]);
    const json = JSON.parse(JSON.stringify(Object.fromEntries(settings))) as Json;
    printJson({ config: config?.file ?? null, settings: json });
    return 0;
  }
  const { dim } = styleFor(process.stdout);
  const rows = all.map(([name, { value, from }]) => [
    { text: name },
    { text: valueText(name, value) },
    { text: fileText(from), paint: dim },
  ]);
  for (const line of table(rows, columnsOf(process.stdout))) console.log(line);
  return 0;
}

function valueText(name: string, value: unknown): string {
  if (value === null) return "no limit";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "number" && /timeout/i.test(name)) return `${String(value)} ms`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A file of this folder by its name. */
function fileText(from: string): string {
  if (!from.startsWith("/")) return from;
  const near = relative(process.cwd(), from);
  return near.length < from.length ? near : from;
}
