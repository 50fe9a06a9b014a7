import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { Terminal } from "../../../scripts/testing/terminal.ts";
import { binFolder, project, tkr } from "./support/tkr.ts";

/** How each shell is started so that nobody's own settings count, and told to complete. */
const shells = {
  bash: { args: ["--norc", "--noprofile"], first: "", load: "source <(tkr completion bash)" },
  zsh: {
    args: ["-f"],
    first: "autoload -Uz compinit && compinit -u -D",
    load: "source <(tkr completion zsh)",
  },
  fish: { args: ["--no-config"], first: "", load: "tkr completion fish | source" },
};

/** CI installs the others and says so; bash is everywhere. */
const tried = (process.env["TEST_SHELLS"] ?? "bash").split(" ") as (keyof typeof shells)[];

async function started(shell: keyof typeof shells): Promise<Terminal> {
  const { args, first, load } = shells[shell];
  const cwd = project();
  writeFileSync(join(cwd, "some-file.json"), "{}");
  writeFileSync(join(cwd, "graphs.ts"), "export const one = 1;\nexport const other = 2;\n");
  const env = { PATH: `${binFolder(cwd)}${delimiter}${process.env["PATH"] ?? ""}`, HOME: cwd, PS1: "> " };
  const terminal = new Terminal(shell, args, { cwd, env, columns: 120 });
  // Split in two, so that it is not seen as it is typed.
  terminal.type(`${first === "" ? "" : `${first}\n`}${load}; echo load''ed\n`);
  await terminal.see("loaded");
  return terminal;
}

it.each(tried)("completes commands, options and files in %s", async (shell) => {
  const terminal = await started(shell);
  terminal.type("tkr comple\t");
  await terminal.see("tkr completion");
  terminal.type("\u0015tkr run --on-fail\t");
  await terminal.see("--on-failure");
  terminal.type("keep\t");
  await terminal.see("--on-failure keep-going");
  terminal.type("\u0015tkr run -g graphs.ts:oth\t");
  await terminal.see("-g graphs.ts:other");
  terminal.type("\u0015tkr init worker a --kind pyt\t");
  await terminal.see("--kind python");
  terminal.type("\u0015tkr run -i some-f\t");
  await terminal.see("-i some-file.json");
  expect(terminal.text()).not.toContain("error");
});

it("completes the ids of runs, of the storage that the words name", async () => {
  const cwd = project();
  const ran = await tkr(["run", "-f", "graph.json", "-i", "name=Ada", "--run-id", "7", "--name", "Ada's"], {
    cwd,
  });
  expect(ran.exitCode).toBe(0);
  const { stdout } = await tkr(["__complete", "--", "resume", "0000"], { cwd });
  expect(stdout).toBe("00000000-0000-0000-0000-000000000007\tdone Ada's\n");
  const elsewhere = await tkr(["__complete", "--", "resume", "--storage", "fs:elsewhere", "0000"], { cwd });
  expect(elsewhere).toMatchObject({ stdout: "", stderr: "", exitCode: 0 });
});

it("completes the numbers and names of runs, and the places and tasks of one", async () => {
  const cwd = project();
  const begin = ["run", "-f", "graph.json", "-i", "name=Ada", "--run-id", "7", "--name", "ada"];
  expect((await tkr(begin, { cwd })).exitCode).toBe(0);
  const words = async (...typed: string[]) => (await tkr(["__complete", "--", ...typed], { cwd })).stdout;
  expect(await words("show", "")).toBe("7\tdone ada\nada\tdone 7\n");
  expect(await words("export", "--run", "a")).toBe("ada\tdone 7\n");
  expect(await words("logs", "7", "")).toBe("hello.greet\t\n-.N1\tdone hello.greet\n");
  expect(await words("show", "ada", "-.")).toBe("-.N1\tdone hello.greet\n");
  expect(await words("help", "resu")).toMatch(/^resume\t/);
});

it("knows three shells", async () => {
  const { exitCode, stderr } = await tkr(["completion", "tcsh"], { cwd: project() });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("Allowed choices are bash, zsh, fish");
});
