/**
 * Three workers, each with an executor of its name. Tasks of `plain` end when their controller does. Those of `survivor` live on and are
 * taken over. Those of `remnant` live on too, but whoever is to take one over ends it.
 */
export const workers = ["plain", "survivor", "remnant"] as const;

export type Worker = (typeof workers)[number];
