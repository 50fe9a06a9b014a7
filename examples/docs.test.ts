// What the READMEs and docs show: their programs compile, run and print what they say; their commands and links exist.
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, expect, it, vi } from "vitest";
import { Terminal } from "../scripts/testing/terminal.ts";
import { docBlocks, docFragments, docLinks, type DocBlock } from "../scripts/lib/doc-blocks.ts";
import { SessionIds, sessionSteps, timeless } from "../scripts/lib/doc-session.ts";
import { root } from "../scripts/lib/root.ts";

vi.setConfig({ testTimeout: 300_000 });

const pages = globSync(["*.md", "docs/**/*.md", "packages/*/*.md"], { cwd: root })
  .filter((page) => !page.endsWith("CHANGELOG.md"))
  .sort();
const node = [process.execPath, "--conditions=@tierkreis/source"] as const;
const tkr = [...node, join(root, "packages/cli/src/main.ts")] as const;
const packages = new Set(["npm", "zod", ...globSync("packages/*/package.json", { cwd: root }).map(nameOf)]);

/** Below it, packages are found as the examples find them. */
mkdirSync(join(root, ".cache"), { recursive: true });
const folder = mkdtempSync(join(root, ".cache", "docs-"));
symlinkSync(join(root, "examples", "node_modules"), join(folder, "node_modules"));
afterAll(() => rmSync(folder, { recursive: true }));

it.each(pages)("runs what %s shows", async (page) => {
  const cwd = join(folder, page.replaceAll("/", "-"));
  const isWorker = (path: string): boolean => !/node_modules|\.venv|__pycache__/.test(path);
  cpSync(join(root, "example_workers"), join(cwd, "workers"), { recursive: true, filter: isWorker });
  const said: string[] = [];
  const shown: string[] = [];
  let printed = "";
  let program = "";
  for (const block of docBlocks(readFileSync(join(root, page), "utf8"))) {
    const place = `${page}:${block.line}`;
    if (block.isOutput) {
      said.push(`${place}\n${block.text.trimEnd()}`);
      shown.push(`${place}\n${printed.trimEnd()}`);
    } else if (block.language === "console") {
      await performSession(block, cwd);
    } else {
      if (block.language === "ts") program = block.continued ? program + block.text : block.text;
      printed = await perform(block.language === "ts" ? { ...block, text: program } : block, cwd, place);
    }
  }
  expect(shown).toEqual(said);
});

it("shows only programs that compile", async () => {
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: { noUnusedLocals: false },
    include: ["*/*.ts"],
    exclude: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { stdout } = await execa("tsc", ["-p", folder], { preferLocal: true, localDir: root, reject: false });
  expect(stdout).toBe("");
});

it.each(pages)("links from %s to what is there", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const broken = docLinks(text).filter((target) => {
    const [path = "", fragment] = target.split("#");
    const file = path === "" ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file)) return true;
    return fragment !== undefined && !docFragments(readFileSync(file, "utf8")).has(fragment);
  });
  expect(broken).toEqual([]);
});

/** Does what a reader would do with a block, and gives what that prints. */
async function perform(block: DocBlock, cwd: string, place: string): Promise<string> {
  const { language, text, file, noRun, line } = block;
  if (file !== undefined) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
    return "";
  }
  if (language === "ts") {
    const name = `line-${line}.ts`;
    writeFileSync(join(cwd, name), text);
    return noRun ? "" : run([...node, name], cwd, place);
  }
  if (language !== "sh") return "";
  let printed = "";
  for (const command of text.split("\n"))
    printed += await performCommand(command.replace(/ +#.*/, ""), block, { cwd, place });
  return printed;
}

/** Types the commands of a session into a terminal, one after the other, and compares what is seen. */
async function performSession({ text }: DocBlock, home: string): Promise<void> {
  const bin = join(home, "bin");
  if (!existsSync(bin)) {
    mkdirSync(bin);
    writeFileSync(join(bin, "tkr"), `#!/bin/sh\nexec ${tkr.map((word) => `'${word}'`).join(" ")} "$@"\n`, {
      mode: 0o755,
    });
  }
  const ids = new SessionIds();
  let cwd = home;
  for (const { command, output } of sessionSteps(text)) {
    const [, folder] = /^cd (\S+)$/.exec(command) ?? [];
    if (folder !== undefined) cwd = join(cwd, folder);
    // What a project installs is here already.
    if (folder !== undefined || command === "npm install") continue;
    const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}`, TKR_DIR: "", NO_COLOR: "1" };
    const terminal = new Terminal("sh", ["-c", ids.real(command)], { cwd, env, columns: 500 });
    await terminal.over();
    const printed = terminal.text().replaceAll(home, "~");
    ids.learn(output, printed);
    expect(`$ ${command}\n${timeless(ids.shown(printed))}`).toBe(`$ ${command}\n${timeless(output)}`);
  }
}

interface Where {
  readonly cwd: string;
  readonly place: string;
}

/** Runs a line of `tkr`, and looks whether the package or the script of another one is there. */
async function performCommand(command: string, { noRun }: DocBlock, { cwd, place }: Where): Promise<string> {
  const [program, ...words] = command.split(/ +/);
  const script = /\bpnpm (?:run )?([\w:]+)/.exec(command)?.[1];
  if (script !== undefined) expect(Object.keys(scripts())).toContain(script);
  if (program === "npm" && words[0] === "install") {
    const names = words.slice(1).filter((word) => !word.startsWith("-"));
    expect(names.filter((name) => !packages.has(name))).toEqual([]);
  }
  if (program !== "tkr") return "";
  return noRun
    ? run([...tkr, ...words, "--help"], cwd, place).then(() => "")
    : run([...tkr, ...words], cwd, place);
}

async function run(command: readonly string[], cwd: string, place: string): Promise<string> {
  const [file = "", ...args] = command;
  const env = { TKR_DIR: join(cwd, "checkpoints") };
  const { exitCode, stdout, stderr } = await execa(file, args, {
    cwd,
    env,
    reject: false,
    stdin: "ignore",
    stripFinalNewline: false,
  });
  if (exitCode !== 0) throw new Error(`${place} ended with ${String(exitCode)}:\n${stderr}${stdout}`);
  return stdout;
}

function nameOf(manifest: string): string {
  return (JSON.parse(readFileSync(join(root, manifest), "utf8")) as { name: string }).name;
}

function scripts(): Readonly<Record<string, string>> {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> })
    .scripts;
}
