import { constants, generateKeyPairSync, verify } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { UvExecutor } from "@tierkreis/executor-uv";
import { prepareTask, writeTree } from "../../../scripts/testing/prepare-task.ts";
import { copier, environments, exampleWorkers, plainWorker } from "./workers.ts";

it("runs the worker that signs, verifies and hashes", async () => {
  const executor = new UvExecutor({ registry: exampleWorkers, environments });
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-128-cbc", passphrase: "secret" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const run = async (task: string, inputs: Record<string, string>, outputs: string[]) => {
    const prepared = prepareTask({ worker: "auth_worker", task, inputs, outputs });
    await executor.check(prepared.site);
    expect([await executor.run(prepared.call, prepared.context), prepared.log()]).toMatchObject([
      { status: "ok" },
      "",
    ]);
    return outputs.map((port): unknown => JSON.parse(prepared.output(port)));
  };
  const message = JSON.stringify("dümmy\nmessage");
  const [signature] = await run("sign", { private_key: privateKey, passphrase: "secret", message }, [
    "hex_signature",
  ]);
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING };
  expect(verify("sha256", Buffer.from("dümmy\nmessage"), key, Buffer.from(String(signature), "hex"))).toBe(
    true,
  );

  const signed = { public_key: publicKey, signature: JSON.stringify(signature) };
  expect(await run("verify", { ...signed, message }, ["value"])).toEqual([true]);
  expect(await run("verify", { ...signed, message: '"another"' }, ["value"])).toEqual([false]);

  const [ciphertext, seconds] = await run("encrypt", { plaintext: '"text"', work_factor: "1024" }, [
    "ciphertext",
    "time_taken",
  ]);
  expect([String(ciphertext).length, typeof seconds]).toEqual([96, "number"]);
});

it("runs an unchanged worker of Tierkreis for Python, by a Python that is new enough", async () => {
  const given = process.env["UV_PYTHON"];
  Reflect.deleteProperty(process.env, "UV_PYTHON");
  try {
    const executor = new UvExecutor({ registry: exampleWorkers, environments });
    const inputs = { greeting: '"hello "', subject: '"w\\u00f6rld"' };
    const task = prepareTask({ worker: "hello_worker", task: "greet", inputs, outputs: ["value"] });
    await executor.check(task.site);
    expect(await executor.run(task.call, task.context)).toMatchObject({ status: "ok" });
    expect(JSON.parse(task.output("value"))).toBe("hello wörld");
    expect(existsSync(task.workspace.donePath)).toBe(true);
  } finally {
    if (given !== undefined) process.env["UV_PYTHON"] = given;
  }
});

it("moves any bytes, whatever the folders are called", async () => {
  const bytes = Buffer.concat([
    Buffer.from(`é "q" 'p' $(x) \`y\` \\ %s\n\r\n\n`),
    Buffer.from([0, 255, 254, 10]),
  ]);
  const worker = "w é 'q' $(x)";
  const executor = new UvExecutor({
    registry: writeTree({ [`${worker}/main.py`]: copier }),
    environments: writeTree({}),
  });
  const task = prepareTask({ worker, inputs: { "a-b": bytes }, outputs: ["1x"] });
  await executor.check(task.site);
  expect([await executor.run(task.call, task.context), task.log()]).toMatchObject([{ status: "ok" }, ""]);
  expect(readFileSync(join(task.workspace.outputDir, "1x"))).toEqual(bytes);
});

it("runs in the worker's folder, with the call-args file as its one argument", async () => {
  const registry = plainWorker(
    "import os, sys; print(os.getcwd(), sys.argv[1:], os.environ['TKR_DIR'], sep='|')",
  );
  const task = prepareTask({ worker: "w" });
  await new UvExecutor({ registry, environments }).run(task.call, task.context);
  const { callArgs, checkpoints } = task.workspace;
  const path = callArgs.replaceAll("\n", "\\n").replaceAll("'", "\\'");
  expect(task.log()).toBe(`${join(registry, "w")}|['${path}']|${checkpoints}\n`);
});

it("has the environment active, and nothing of the caller's", async () => {
  const outer = {
    VIRTUAL_ENV: "/outer",
    PYTHONPATH: "/outer",
    PYTHONHOME: "/outer",
    CONDA_PREFIX: "/outer",
    UV_PROJECT: "/outer",
  };
  const before = Object.keys(outer).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, outer);
  try {
    const registry = plainWorker(
      "import os, sys; print(sys.prefix == os.environ['VIRTUAL_ENV'], [k for k, v in os.environ.items() if v == '/outer' and k != 'UV_PROJECT'], os.environ['own'])",
    );
    const executor = new UvExecutor({ registry, environments, env: { own: "mine" } });
    const task = prepareTask({ worker: "w" });
    await executor.check(task.site);
    await executor.run(task.call, task.context);
    expect(task.log()).toBe("True [] mine\n");
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
});

it("keeps the order of standard output and error in the log", async () => {
  const registry = plainWorker("import sys; print('one'); print('two', file=sys.stderr); print('three')");
  const task = prepareTask({ worker: "w" });
  await new UvExecutor({ registry, environments }).run(task.call, task.context);
  expect(task.log()).toBe("one\ntwo\nthree\n");
});

it("records the environment with the task", async () => {
  const executor = new UvExecutor({ registry: exampleWorkers, environments });
  const task = prepareTask({ worker: "auth_worker", task: "none" });
  const end = await executor.run(task.call, task.context);
  const text = readFileSync(join(task.workspace.dir, "environment.json"), "utf8");
  const record = JSON.parse(text) as { readonly digest: string };
  expect(record).toEqual({
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    packages: expect.arrayContaining([
      expect.stringMatching(/^python==3\.\d+\.\d+$/),
      "cryptography==50.0.2",
    ]),
  });
  expect(end.details).toEqual({ environment: record.digest });
});

it("ends a task with its children when it is aborted", async () => {
  const registry = plainWorker(
    "import subprocess; subprocess.run(['sh', '-c', 'touch started; sleep 100; touch survived'])",
  );
  const task = prepareTask({ worker: "w" });
  const ended = new UvExecutor({ registry, environments }).run(task.call, task.context);
  await expect.poll(() => existsSync(join(registry, "w", "started")), { timeout: 20_000 }).toBe(true);
  task.abort();
  expect(await ended).toMatchObject({ status: "signal", signal: "SIGTERM" });
  expect(existsSync(join(registry, "w", "survived"))).toBe(false);
});

it("names the option that is wrong", () => {
  const wrong: unknown = { registry: "w", python: 3.12 };
  expect(() => new UvExecutor(wrong as { registry: string })).toThrow(/python/);
});
