import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const program = `
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  await import("@tierkreis/controller");
  console.log(JSON.stringify(loaded));
`;

it("loads nothing that starts or looks for programs until a run is cleared away", () => {
  const how = ["--conditions=@tierkreis/source", "--input-type=module", "--eval", program];
  const printed = execFileSync(process.execPath, how, {
    cwd: join(import.meta.dirname, ".."),
    encoding: "utf8",
  });
  const loaded = JSON.parse(printed) as string[];
  expect(loaded.some((url) => url.endsWith("/driver/end-survivors.ts"))).toBe(true);
  expect(loaded.filter((url) => /packages\/process\//.test(url))).toEqual([]);
});
