/**
 * Where two trees of plain data first differ, as a path and the two values in words; `undefined` when they are alike.
 * No recursion: depth costs nothing.
 */
export function firstDifference(before: unknown, now: unknown): string | undefined {
  const stack: { path: string; before: unknown; now: unknown }[] = [{ path: "", before, now }];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const a = comparable(pair.before);
    const b = comparable(pair.now);
    if (Object.is(a, b)) continue;
    if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) {
      return `${pair.path === "" ? "it" : pair.path} was ${preview(a)}, now ${preview(b)}`;
    }
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].reverse();
    for (const key of keys) {
      const path = Array.isArray(a) ? `${pair.path}[${key}]` : pair.path === "" ? key : `${pair.path}.${key}`;
      stack.push({
        path,
        before: Object.hasOwn(a, key) ? a[key] : undefined,
        now: Object.hasOwn(b, key) ? b[key] : undefined,
      });
    }
  }
  return undefined;
}

/** Numbers that JSON keeps as text compare as text. */
function comparable(data: unknown): unknown {
  return isObject(data) && "toJSON" in data && "text" in data ? data["text"] : data;
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null;
}

function preview(data: unknown): string {
  if (data === undefined) return "not there";
  if (typeof data === "bigint") return String(data);
  const text = isObject(data)
    ? Array.isArray(data)
      ? `a list of ${String(data.length)}`
      : "an object"
    : JSON.stringify(data);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
