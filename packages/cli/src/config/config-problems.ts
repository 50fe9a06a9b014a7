import { inspect } from "node:util";
import { nearNames, retryPolicySchema } from "@tierkreis/core";
import type { z } from "zod";
import { concurrencySchema, configSchema } from "./config-schema.ts";

/** What is wrong with a configuration, and where. */
export interface ConfigProblem {
  /** `file:line: at setting: ...` */
  readonly message: string;
  /** Of the setting's name in the file; none where it is not written there. */
  readonly line: number | undefined;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const time = 'milliseconds above 0, or a time with its unit such as "90s" or "5m", up to 24 days';

const settings: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(configSchema.shape),
  concurrency: Object.keys(concurrencySchema.shape),
  retry: Object.keys(retryPolicySchema.shape),
};

/** What a setting must be; one that is not named here is like what holds it. */
const expected: Readonly<Record<string, string>> = {
  "": "an object of settings",
  graph: "the name of a file",
  storage: "<scheme>:<rest>, such as fs:checkpoints",
  registry: "a folder, or a list of folders",
  storages: "a function for each name",
  workers: "a function for each name",
  launchers: "a function for each name",
  concurrency: `a whole number from 1 on, or an object of such (${settings["concurrency"]?.join(", ") ?? ""})`,
  retry: `a whole number from 0 on, or an object (${settings["retry"]?.join(", ") ?? ""})`,
  timeout: time,
  idleTimeout: time,
  onFailure: '"finish", "failFast" or "keepGoing"',
  record: '"tasks" or "all"',
  fsync: "true or false",
};

/** All that is wrong with the configuration of a file, in the order of the settings. */
export function configProblems(
  { issues }: z.ZodError,
  { file, found, text }: { readonly file: string; readonly found: unknown; readonly text: string },
): readonly ConfigProblem[] {
  return issues.flatMap(innermost).flatMap((issue) =>
    (issue.code === "unrecognized_keys" ? issue.keys : [undefined]).map((key) => {
      const path = key === undefined ? issue.path : [...issue.path, key];
      const line = lineOf(text, path);
      const at = path.length === 0 ? "" : ` at ${path.map(String).join(".")}:`;
      const what = key === undefined ? wrong(issue, found) : unknown(key, issue.path);
      return { message: `${file}${line === undefined ? "" : `:${String(line)}`}:${at} ${what}`, line };
    }),
  );
}

/** Of several forms that a value may have, the issues of the one that it has. */
function innermost(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const form = issue.errors.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys"),
  );
  if (form === undefined) return [issue];
  return form.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(innermost);
}

function unknown(key: string, path: Path): string {
  const near = nearNames(key, settings[path.map(String).join(".")] ?? []);
  const hint = near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
  return `there is no setting ${JSON.stringify(key)}.${hint}`;
}

function wrong({ path, message }: Issue, found: unknown): string {
  const value = path.reduce<unknown>(
    (outer, key) => (outer as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key],
    found,
  );
  const is = inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 60 });
  const must = expected[String(path[0] ?? "")] ?? message;
  // What stands inside of an object has rules of its own, which its schema knows best.
  const inside = path.length > 1 && !Array.isArray(value) ? ` (${message})` : "";
  return `expected ${must}, and it is ${is}${inside}.`;
}

/** The line in which the last name of a path stands as a key, behind those before it. */
function lineOf(text: string, path: Path): number | undefined {
  let at = 0;
  for (const name of path) {
    if (typeof name !== "string") continue;
    const word = name.replaceAll(/[^\w]/g, "\\$&");
    const key = new RegExp(`(?<![\\w$."'])["']?${word}["']?\\s*:`, "g");
    key.lastIndex = at;
    const found = key.exec(text);
    if (found === null) return undefined;
    at = found.index;
  }
  return path.length === 0 ? undefined : text.slice(0, at).split("\n").length;
}
