/** What turns one environment into another: new values, and `null` for variables that go. */
export function diffEnvironment(
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
): Record<string, string | null> {
  const changes: Record<string, string | null> = {};
  for (const name of Object.keys(to)) {
    const value = to[name];
    if (value !== undefined && from[name] !== value) changes[name] = value;
  }
  for (const name of Object.keys(from)) if (to[name] === undefined) changes[name] = null;
  return changes;
}

/**
 * This process's environment with changes: `undefined` removes a variable.
 */
export function environmentWith(
  changes: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...process.env, ...changes })) {
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
