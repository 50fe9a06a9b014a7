/** The number as Python's `repr` prints a float: shortest digits that read back the same, `1.0`, `1e-05`, `1e+16`, `NaN`. */
export function floatText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value);
  if (size === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  if (!Number.isFinite(value)) return String(value);
  const text = value.toExponential();
  // Python writes at least two digits of exponent.
  return /e[+-]\d$/.test(text) ? `${text.slice(0, -1)}0${text.slice(-1)}` : text;
}

/** True when the token is how Python prints the number. Most others show at a glance. */
export function isFloatText(text: string, value: number): boolean {
  const exponent = text.indexOf("e");
  const size = Math.abs(value);
  const looksLikeIt =
    exponent === -1 ? size === 0 || (size >= 1e-4 && size < 1e16) : text.length - exponent > 3;
  return looksLikeIt && floatText(value) === text;
}
