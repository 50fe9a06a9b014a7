import { isAbsolute, join } from "node:path";
import type { RunOptions } from "@tierkreis/controller";
import { InvalidArgumentError } from "commander";
import { parseDuration, parseWholeNumber } from "../commands/arguments.ts";
import type { SettingFlags } from "../commands/setting-options.ts";
import { defaultFolder } from "../default-folder.ts";
import { usageError } from "../usage-error.ts";
import { loadConfig, type LoadedConfig } from "./load-config.ts";

/** What a setting is, and who said so: a flag, an environment variable, the configuration's file, or `default`. */
export interface Setting<T> {
  readonly value: T;
  readonly from: string;
}

/** What holds for a command: flags, then environment, then configuration, then defaults. */
export interface Settings {
  /** The project's graph, as `-g` takes it; none where no configuration names one. */
  readonly graph?: Setting<string>;
  /** `<scheme>:<rest>`. */
  readonly storage: Setting<string> & { /** Where a relative path starts. */ readonly folder: string };
  readonly registry: Setting<readonly string[]>;
  /** Options of a run that somebody set. */
  readonly run: { readonly [K in RunSetting]?: Setting<NonNullable<RunOptions[K]>> };
  readonly config: LoadedConfig | undefined;
}

/** The options of a run that may be set outside of the command line. */
export type RunSetting =
  "concurrency" | "retry" | "timeout" | "idleTimeout" | "onFailure" | "record" | "fsync";

/** Settles what holds for a command. Throws `TKR_USAGE` for an environment variable or a configuration that is wrong. */
export async function readSettings(flags: SettingFlags): Promise<Settings> {
  const config = await loadConfig(flags.config);
  return {
    ...graphOf(config),
    storage: storageOf(flags, config),
    registry: registryOf(flags, config),
    run: runOf(flags, config),
    config,
  };
}

/** What of the settings goes to a run. */
export function runOptionsOf({ run }: Settings): Pick<RunOptions, RunSetting> {
  return Object.fromEntries(Object.entries(run).map(([name, { value }]) => [name, value]));
}

function graphOf(config: LoadedConfig | undefined): Pick<Settings, "graph"> {
  const graph = config?.config.graph;
  if (config === undefined || graph === undefined) return {};
  return { graph: { value: isAbsolute(graph) ? graph : join(config.folder, graph), from: config.file } };
}

function storageOf(flags: SettingFlags, config: LoadedConfig | undefined): Settings["storage"] {
  const folder = process.cwd();
  if (flags.storage !== undefined) return { value: flags.storage, from: "--storage", folder };
  const variable = environment("TKR_STORAGE");
  if (variable !== undefined) return { value: variable, from: "TKR_STORAGE", folder };
  const files = environment("TKR_DIR");
  if (files !== undefined) return { value: `fs:${files}`, from: "TKR_DIR", folder };
  if (config?.config.storage !== undefined)
    return { value: config.config.storage, from: config.file, folder: config.folder };
  return { value: "fs:~/.tierkreis/checkpoints", from: "default", folder };
}

function registryOf(flags: SettingFlags, config: LoadedConfig | undefined): Settings["registry"] {
  if (flags.registry !== undefined) return { value: flags.registry, from: "--registry" };
  const variable = environment("TKR_REGISTRY");
  if (variable !== undefined) return { value: variable.split(":").filter(Boolean), from: "TKR_REGISTRY" };
  const registry = config?.config.registry;
  if (config !== undefined && registry !== undefined) {
    const folders = typeof registry === "string" ? [registry] : registry;
    return {
      value: folders.map((path) => (isAbsolute(path) ? path : join(config.folder, path))),
      from: config.file,
    };
  }
  return { value: [defaultFolder("workers", config?.folder)], from: "default" };
}

function runOf(flags: SettingFlags, config: LoadedConfig | undefined): Settings["run"] {
  const fromConfig = flagged.flatMap(([option]) => {
    const set = config?.config[option];
    const value = isTime(option) && typeof set === "string" ? parseDuration(set) : set;
    return value === undefined ? [] : [[option, { value, from: config?.file ?? "" }]];
  });
  return Object.fromEntries([
    ...fromConfig,
    ...variables.flatMap(([option, name, parse]) => {
      const text = environment(name);
      return text === undefined ? [] : [[option, { value: parsed(name, text, parse), from: name }]];
    }),
    ...flagged.flatMap(([option, name, flag]) =>
      flags[name] === undefined ? [] : [[option, { value: flags[name], from: flag }]],
    ),
  ]) as Settings["run"];
}

const variables: readonly (readonly [RunSetting, string, (text: string) => number])[] = [
  ["concurrency", "TKR_CONCURRENCY", parseWholeNumber(1)],
  ["retry", "TKR_RETRIES", parseWholeNumber(0)],
  ["timeout", "TKR_TIMEOUT", parseDuration],
];

const flagged: readonly (readonly [RunSetting, keyof SettingFlags, string])[] = [
  ["concurrency", "concurrency", "--concurrency"],
  ["retry", "retries", "--retries"],
  ["timeout", "timeout", "--timeout"],
  ["idleTimeout", "idleTimeout", "--idle-timeout"],
  ["onFailure", "onFailure", "--on-failure"],
  ["record", "record", "--record"],
  ["fsync", "fsync", "--fsync"],
];

function isTime(option: RunSetting): boolean {
  return option === "timeout" || option === "idleTimeout";
}

/** An empty variable is one that is not set. */
function environment(name: string): string | undefined {
  const text = process.env[name];
  return text === "" ? undefined : text;
}

function parsed<T>(name: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw usageError(`The environment variable ${name} is ${JSON.stringify(text)}. ${error.message}`);
  }
}
