import { ERROR_CODES } from "../domain/errors.ts";

/** The reference page of error codes: every code, its status, whether asking again may help, and what to do next. */
export function errorsPage(): string {
  const rows = Object.entries(ERROR_CODES)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(
      ([code, { httpStatus, retryable, hint }]) =>
        `| \`${code}\` | ${httpStatus} | ${retryable ? "yes" : "no"} | ${hint} |`,
    );
  return [
    "# Error codes",
    "",
    "Every problem has a code. The API answers it as `application/problem+json`, the CLI prints it, a failed component",
    "shows it as its fault. Codes are added, never renamed. This page is generated: `npm run generate`.",
    "",
    "| code | status | worth trying again as it is | what to do |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
