import { z } from "zod";

/** An integer of any size. */
export const whole = z.int();

/** An integer or a float. A whole number given in TypeScript stays an integer here, as it would in Python. */
export const numeric = z.union([z.int(), z.number()]);

/** A computed number: an integer or a float as the inputs were. */
export const number = z.number();

export const text = z.string();

export const flag = z.boolean();

/** Any value, but there must be one. */
export const anything = z.unknown().refine((value) => value !== undefined);

export const items = z.array(anything);

export const numbers = z.array(numeric);
