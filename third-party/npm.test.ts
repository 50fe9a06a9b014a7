// A stranger's drivers in a project that npm installed.
import { vi } from "vitest";
import { testOutside } from "./packed/outside.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

testOutside("npm");
