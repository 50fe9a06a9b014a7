const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** A string literal. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** True when the text is an identifier or a reserved word. */
export function isIdentifierName(text: string): boolean {
  return identifier.test(text);
}

/** The key of an object literal. */
export function keyText(name: string): string {
  return isIdentifierName(name) ? name : quote(name);
}
