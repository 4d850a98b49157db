import { z } from "zod";

const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((value) => !value.includes("\0"), "holds a NUL character");

/** A command and its arguments, run as they are: no shell reads them. */
export const Command = z
  .array(text(16_384))
  .min(1)
  .max(200)
  .refine(([program = ""]) => program !== "" && !program.startsWith("-"), "the first word names a program")
  .describe(
    "The program and its arguments. A name is looked for on the PATH, a path in the artifact. No shell reads it.",
  );

/** Variables of a process, as text; numbers and booleans are written out. */
export const Environment = z
  .record(
    z
      .string()
      .max(200)
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable's name has letters, digits and underscores")
      .refine((name) => name !== "PORT" && !name.startsWith("HOLDFAST_"), "PORT and HOLDFAST_… are set by the cell"),
    z.union([text(65_536), z.number().transform(String), z.boolean().transform(String)]),
  )
  .default({})
  .describe("Variables of its environment, besides PATH, HOME, language and time zone. PORT is set by the cell.");
