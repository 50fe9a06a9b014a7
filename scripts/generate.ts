// Writes every file here that is made from another one.
import { execa } from "execa";
import { root } from "./lib/root.ts";

const tkr = ["--conditions=@tierkreis/source", "packages/cli/src/main.ts"];

/** The stubs of the example workers, each from its schema. */
await execa(process.execPath, [...tkr, "init", "stubs", "--workers", "example_workers"], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
});
