import { usePython } from "./helpers.ts";

usePython();
// The same tests, with the other helper.
await import("./helper-death.test.ts");
