import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../scripts/testing/prepare-task.ts";
import { runExample } from "./run-example.ts";

it(
  "tells what happens, and ends in true, dummymessage and where the checkpoints lie",
  { timeout: 300_000 },
  async () => {
    const folder = temporaryFolder("tierkreis-demo-");
    const { exitCode, stdout, stderr } = await runExample("demo.ts", { TKR_DIR: folder });
    const [signing, tee] = ["69", "6a"].map((end) =>
      join(folder, `00000000-0000-0000-0000-0000000000${end}`),
    );
    expect(stderr).toBe("");
    expect(stdout.replaceAll(/\d+\.\d s/g, "N s")).toBe(`\
Looking for uv, which runs the Python worker; it is put into this workspace if there is none ...

1. A shell script makes a key pair of 4096 bit; a Python worker signs a message and verifies it.
   openssl_worker.genrsa starts
   openssl_worker.genrsa is done after N s
   auth_worker.sign starts
   auth_worker.sign is done after N s
   auth_worker.verify starts
   auth_worker.verify is done after N s

2. The program tee as a task: standard input to standard output.
   tee.exec_script starts
   tee.exec_script is done after N s

Is the signature that of the message? What came out of tee?
true
dummymessage

Every value of both runs is kept as a file: see ${signing} and ${tee}`);
    expect(exitCode).toBe(0);
    expect([signing, tee].every((run = "") => existsSync(join(run, "-", "_done")))).toBe(true);
  },
);

it("keeps everything elsewhere when the home folder can not be written", { timeout: 300_000 }, async () => {
  // Not what is downloaded: that may come from the cache that is there.
  const UV_CACHE_DIR = process.env["UV_CACHE_DIR"] ?? join(homedir(), ".cache", "uv");
  const env = { HOME: "/dev/null/home", TMPDIR: temporaryFolder("tierkreis-demo-"), UV_CACHE_DIR };
  const { exitCode, stdout, stderr } = await runExample("demo.ts", env);
  expect(stdout).toContain("/dev/null/home can not be written: what the demo keeps goes to ");
  expect(stdout).toContain("\ntrue\ndummymessage\n");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
});
