import { expect, it } from "vitest";
import { tkrInTerminal } from "./support/terminal.ts";
import { project } from "./support/tkr.ts";

it("colours what it shows on a terminal, and not when NO_COLOR is set", async () => {
  const cwd = project();
  const coloured = tkrInTerminal(["config"], { cwd });
  const plain = tkrInTerminal(["config"], { cwd, env: { NO_COLOR: "1" } });
  expect([await coloured.ended, await plain.ended]).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
  await coloured.see("fsync");
  await plain.see("fsync");
  expect(coloured.raw).toContain("\u001b[");
  expect(plain.raw).not.toContain("\u001b[");
});

it("fits 40 columns", async () => {
  const terminal = tkrInTerminal(["config", "--storage", `fs:/${"long/".repeat(20)}`], {
    cwd: project(),
    columns: 40,
  });
  await terminal.ended;
  await terminal.see("fsync");
  expect(terminal.lines().filter((line) => line.startsWith("fsync"))).toEqual([
    expect.stringMatching(/default$/),
  ]);
});
