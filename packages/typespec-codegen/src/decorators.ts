/** What the decorators of the prelude do: nothing. They are on record in the types, also where decorators do not run. */
export const $decorators = { "": { portmapping: (): void => undefined } };
