interface RawJson {
  rawJSON(text: string): object;
}

/**
 * A number token of a JSON document that a JavaScript number would not print back as it stood: `1.0`, `1e2`, `12345678901234567890`.
 */
export class RawNumber {
  /** The token, as it stands in the document. */
  readonly text: string;

  /** Wraps a valid JSON number token. */
  constructor(text: string) {
    this.text = text;
  }

  /** Lets plain `JSON.stringify` print the token itself. */
  toJSON(): unknown {
    return (JSON as unknown as RawJson).rawJSON(this.text);
  }
}
