/** A string literal in ASCII, as Python writes it. */
export function quote(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  const literal = JSON.stringify(text);
  return /[\u007f-\uffff]/.test(literal)
    ? literal.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
    : literal;
}
