import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { afterEach, expect, it } from "vitest";
import { resolveLauncher, type LauncherQuery } from "../src/index.ts";
import { tempFolder } from "./support.ts";

const path = process.env["PATH"];
afterEach(() => {
  process.env["PATH"] = path;
});

/** A registry with these files; a text that starts with `->` is a link. */
function makeRegistry(files: Readonly<Record<string, string>>): string {
  const registry = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    const file = join(registry, name);
    mkdirSync(dirname(file), { recursive: true });
    if (text.startsWith("->")) symlinkSync(text.slice(2), file);
    else writeFileSync(file, text);
  }
  return registry;
}

function find(registry: LauncherQuery["registry"], worker: string, more: Partial<LauncherQuery> = {}) {
  return resolveLauncher({ worker, registry, files: ["main.sh"], ...more });
}

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof Error && "code" in error) return `${String(error.code)} ${error.message}`;
  }
  return "nothing was thrown";
}

it("finds a file, a folder's main.sh and an implementation folder's, in this order", () => {
  const registry = makeRegistry({
    plain: "",
    "folder/main.sh": "",
    "folder/tkr_folder_impl/main.sh": "",
    "inner/tkr_inner_impl/main.sh": "",
    "a b ü/main.sh": "",
  });
  const at = (...names: string[]) => join(registry, ...names);
  expect(find(registry, "plain")).toEqual({
    file: at("plain"),
    dir: registry,
    workerDir: registry,
    from: "registry",
  });
  expect(find(registry, "folder")).toEqual({
    file: at("folder", "main.sh"),
    dir: at("folder"),
    workerDir: at("folder"),
    from: "registry",
  });
  expect(find(registry, "inner")).toEqual({
    file: at("inner", "tkr_inner_impl", "main.sh"),
    dir: at("inner", "tkr_inner_impl"),
    workerDir: at("inner"),
    from: "registry",
  });
  expect(find(relative(process.cwd(), registry), "a b ü").file).toBe(at("a b ü", "main.sh"));
});

it("takes only the files it is asked for, the first of them first", () => {
  const registry = makeRegistry({ "w/main.py": "", "w/main.ts": "", v: "" });
  expect(find(registry, "w", { files: ["main.ts", "main.py"] }).file).toBe(join(registry, "w", "main.ts"));
  expect(codeOf(() => find(registry, "w"))).toMatch(/^TKR_WORKER_INVALID .*there is no .*w\/main\.sh/);
  expect(codeOf(() => find(registry, "v", { bareFile: false }))).toMatch(/^TKR_WORKER_INVALID .*v is a file/);
});

it("looks through several registries in order", () => {
  const first = makeRegistry({ "w/readme": "", both: "" });
  const second = makeRegistry({ "w/main.sh": "", both: "" });
  expect(find([first, second], "w").file).toBe(join(second, "w", "main.sh"));
  expect(find([first, second], "both").file).toBe(join(first, "both"));
});

it("looks on PATH only when asked to, before or after the registry, under three names", () => {
  const registry = makeRegistry({ tool: "", "registered/main.sh": "" });
  const folder = tempFolder();
  for (const name of ["tool", "tkr-dashed", "tkr_lined"])
    writeFileSync(join(folder, name), "", { mode: 0o755 });
  process.env["PATH"] = folder;
  expect(find(registry, "tool").from).toBe("registry");
  expect(find(registry, "tool", { path: "last" }).file).toBe(join(registry, "tool"));
  const program = { file: join(folder, "tool"), dir: folder, workerDir: folder, from: "path" };
  expect(find(registry, "tool", { path: "first" })).toEqual(program);
  expect(find(undefined, "tool", { path: "last" })).toEqual(program);
  expect(find(registry, "dashed", { path: "last" }).file).toBe(join(folder, "tkr-dashed"));
  expect(find(registry, "lined", { path: "first" }).file).toBe(join(folder, "tkr_lined"));
  expect(find(registry, "registered", { path: "first" }).from).toBe("registry");
  chmodSync(join(folder, "tool"), 0o644);
  expect(find(registry, "tool", { path: "first" }).from).toBe("registry");
});

it.each(["../x", "a/b", "", ".", "..", "/bin/sh", "a\0b", "-rf", "a\nb"])(
  "refuses %j as a worker's name",
  (worker) => {
    const registry = makeRegistry({ "registry/w/main.sh": "", x: "" });
    expect(codeOf(() => find(join(registry, "registry"), worker, { path: "first" }))).toMatch(
      /^TKR_WORKER_NAME /,
    );
  },
);

it("refuses a launcher that leads out of its registry, naming both", () => {
  const outside = makeRegistry({ "main.sh": "" });
  const registry = makeRegistry({
    file: `->${join(outside, "main.sh")}`,
    folder: `->${outside}`,
    "inside/main.sh": `->${join(outside, "main.sh")}`,
    climbing: "->../../../../../../../../bin/sh",
  });
  for (const [worker, link, target] of [
    ["file", "file", join(outside, "main.sh")],
    ["folder", "folder/main.sh", join(outside, "main.sh")],
    ["inside", "inside/main.sh", join(outside, "main.sh")],
    ["climbing", "climbing", "/bin"],
  ] as const) {
    const message = codeOf(() => find(registry, worker));
    expect(message).toMatch(/^TKR_WORKER_INVALID /);
    expect(message).toContain(join(registry, link));
    expect(message).toContain(target);
  }
  // A neighbour whose name begins like the registry's is outside too.
  const twin = makeRegistry({ "workers/own": "->../workers-2/main.sh", "workers-2/main.sh": "" });
  expect(codeOf(() => find(join(twin, "workers"), "own"))).toMatch(/^TKR_WORKER_INVALID /);
});

it("follows links that stay inside, and a registry that is itself a link", () => {
  const registry = makeRegistry({ "real/main.sh": "", alias: "->real", file: "->real/main.sh" });
  const folder = makeRegistry({ registry: `->${registry}` });
  expect(find(registry, "alias").file).toBe(join(registry, "alias", "main.sh"));
  expect(find(join(folder, "registry"), "file").file).toBe(join(folder, "registry", "file"));
});

it("says what is wrong with a worker that is not there, and which one may be meant", () => {
  const registry = makeRegistry({ "openssl_worker/main.sh": "", "empty/readme": "", broken: "->nowhere" });
  const unknown = codeOf(() => find(registry, "openssl_wroker", { path: "last" }));
  expect(unknown).toMatch(
    /^TKR_WORKER_UNKNOWN .*no worker openssl_wroker: .*PATH\. Did you mean openssl_worker\?$/,
  );
  expect(unknown).toContain(join(registry, "openssl_wroker"));
  expect(codeOf(() => find(registry, "completely_different"))).not.toContain("mean");
  expect(codeOf(() => find(undefined, "w"))).toMatch(/^TKR_WORKER_UNKNOWN .*no registry was given/);
  expect(codeOf(() => find(registry, "empty"))).toMatch(
    /^TKR_WORKER_INVALID .*there is no .*empty\/main\.sh/,
  );
  expect(codeOf(() => find(registry, "broken"))).toMatch(/^TKR_WORKER_INVALID .*broken is a link to nothing/);
  const gone = join(registry, "gone");
  expect(codeOf(() => find(gone, "w"))).toBe(
    `TKR_WORKER_UNKNOWN [process] There is no registry folder ${gone}, where worker w was looked for.`,
  );
});
