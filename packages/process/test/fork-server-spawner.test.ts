import { usePython } from "./helpers.ts";

usePython();
// The same tests, with the other helper.
await import("./spawner.test.ts");
