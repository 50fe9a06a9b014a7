import { z } from "zod";

// The documents of `--json`, as they are documented: a field that is not named here fails a test.

const state = z.enum([
  "running",
  "leftover",
  "done",
  "restarted",
  "failed",
  "cancelled",
  "paused",
  "interrupted",
]);
const count = z.int().min(0);
const milliseconds = z.number().min(0);

const run = {
  id: z.guid(),
  state,
  executions: count,
  name: z.string().optional(),
  started: z.iso.datetime().optional(),
  ended: z.iso.datetime().optional(),
  milliseconds: milliseconds.optional(),
  failure: z
    .strictObject({
      code: z.string().optional(),
      message: z.string(),
      location: z.string().optional(),
    })
    .optional(),
};

const task = z.strictObject({
  location: z.string(),
  worker: z.string().optional(),
  task: z.string().optional(),
  state: z.enum(["done", "failed", "running", "unfinished", "restarted"]),
  attempts: count,
  reused: z.boolean(),
  prefix: z.string(),
  log: z.string().optional(),
});

const values = z.record(
  z.string(),
  z.strictObject({ bytes: count, text: z.string(), key: z.string().optional() }),
);

const attempt = z.strictObject({
  epoch: count,
  attempt: count,
  status: z.enum(["done", "superseded", "failed", "unrecorded", "damaged"]),
  prefix: z.string(),
  started: z.iso.datetime().optional(),
  ended: z.iso.datetime().optional(),
  milliseconds: milliseconds.optional(),
  executor: z.string().optional(),
  failure: z
    .strictObject({
      code: z.string(),
      message: z.string(),
      exitCode: z.int().optional(),
      signal: z.string().optional(),
    })
    .optional(),
  details: z.json().optional(),
  log: z.string().optional(),
});

const logLine = {
  location: z.string(),
  name: z.string(),
  attempt: count,
  line: z.string(),
};

const version = z.literal(1);

/** `tkr ls --json` */
export const listShape = z.strictObject({
  version,
  storage: z.string(),
  runs: z.array(z.strictObject(run)),
});

/** `tkr show RUN --json` */
export const runShape = z.strictObject({
  version,
  ...run,
  storage: z.string(),
  counts: z.strictObject({
    done: count,
    failed: count,
    running: count,
    unfinished: count,
    restarted: count,
    reused: count,
  }),
  tasks: z.array(task),
  outputs: values,
});

/** `tkr show RUN LOCATION --json` */
export const placeShape = z.strictObject({
  version,
  run: z.guid(),
  location: z.string(),
  task: task.optional(),
  inputs: values.optional(),
  outputs: values,
  attempts: z.array(attempt),
  log: z.array(z.string()),
  below: z.array(task),
});

/** `tkr logs --json` */
export const logsShape = z.strictObject({
  version,
  run: z.guid(),
  lines: z.array(z.strictObject(logLine)),
});

/** A line of `tkr logs -f --json` */
export const logLineShape = z.strictObject({ version, ...logLine });

/** `tkr trace --json` */
export const traceShape = z.strictObject({
  version,
  run: z.guid(),
  loop: z.string(),
  port: z.string().optional(),
  iterations: z.array(z.json()),
});

/** `tkr restart --json` */
export const restartShape = z.strictObject({
  version,
  run: z.guid(),
  location: z.string(),
  forgotten: z.array(z.string()),
});

/** `tkr cancel --json` */
export const cancelShape = z.strictObject({ version, ...run });

/** `tkr rm --json` */
export const removeShape = z.strictObject({ version, deleted: z.array(z.guid()) });
