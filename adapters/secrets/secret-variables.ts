/**
 * The variables that may speak of a secret, in capitals, dashes as underscores; the first that is set wins. Two underscores
 * end the project. Where neither project nor name has one, one between them is enough: any other variable with single ones
 * could belong to several projects.
 */
export function secretVariables(prefix: string, { project, name }: { project: string; name: string }): string[] {
  const [of, which] = [inCapitals(project), name.toUpperCase()];
  const single = of.includes("_") || which.includes("_") ? [] : [`${prefix}${of}_${which}`];
  return of.includes("__") ? single : [`${prefix}${of}__${which}`, ...single];
}

/** A project's name as variables have it. */
export const inCapitals = (project: string): string => project.toUpperCase().replaceAll("-", "_");
