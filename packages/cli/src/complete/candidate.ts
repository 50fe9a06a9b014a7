/** A word that could come next, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly meaning?: string;
}
