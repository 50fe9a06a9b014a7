import { TierkreisError, type Executor, type Storage } from "@tierkreis/core";
import { isObject, nameOf } from "./answers.ts";

type Kind = "storage" | "executor";

const methods: Readonly<Record<Kind, readonly string[]>> = {
  storage: [
    "read",
    "write",
    "readStream",
    "writeStream",
    "create",
    "link",
    "stat",
    "list",
    "delete",
    "sync",
    "batch",
  ] satisfies (keyof Storage)[],
  executor: ["run"] satisfies (keyof Executor)[],
};

/** Refuses what is no storage, one made for another version of the contract, or one that does not do what it says it can. */
export function refuseStorage(storage: Storage): void {
  refuse("storage", storage);
  const { name, capabilities, localPath } = storage as Partial<Storage> & { name: string };
  if (!isObject(capabilities) || typeof capabilities.localFiles !== "boolean")
    throw storageFault(name, "it does not say in `capabilities.localFiles` whether its keys are local files");
  if (capabilities.localFiles && typeof localPath !== "function")
    throw storageFault(name, "it says that its keys are local files, but it has no `localPath`");
}

/** Refuses what is no executor, or one made for another version of the contract. */
export function refuseExecutor(executor: Executor): void {
  refuse("executor", executor);
}

/** A driver made for another version of the contract is refused by name, not found out by what it breaks. */
function refuseVersion(kind: Kind, { name, specVersion }: { name: string; specVersion: number }): void {
  if (specVersion === 1) return;
  const message = `The ${kind} ${name} speaks version ${String(specVersion)} of its contract; this controller speaks version 1. Update one of the two.`;
  throw new TierkreisError("TKR_SPEC_VERSION", message, { driver: name });
}

/** A `TypeError` for what is no driver of any version; `where` says which one of several it is. */
export function refuseNameless(
  kind: Kind,
  driver: unknown,
  where = "",
): asserts driver is Readonly<Record<string, unknown>> {
  if (!isObject(driver) || typeof driver["name"] !== "string" || driver["name"] === "")
    throw new TypeError(
      `Expected ${kind === "storage" ? "a storage" : "an executor"} with a name${where}, got ${nameOf(driver)}.`,
    );
}

function refuse(kind: Kind, driver: unknown): void {
  refuseNameless(kind, driver);
  const { name, specVersion } = driver as unknown as { name: string; specVersion: number };
  refuseVersion(kind, { name, specVersion });
  const missing = methods[kind].find((method) => typeof driver[method] !== "function");
  if (missing === undefined) return;
  const code = kind === "storage" ? "TKR_STORAGE_FAULT" : "TKR_EXECUTOR_FAULT";
  throw new TierkreisError(code, `The ${kind} ${name} has no method \`${missing}\`.`, {
    driver: name,
    operation: missing,
  });
}

function storageFault(name: string, what: string): TierkreisError {
  return new TierkreisError("TKR_STORAGE_FAULT", `The storage ${name} is at fault: ${what}.`, {
    driver: name,
    operation: "localPath",
  });
}
