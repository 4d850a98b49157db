/** Text that Slack shows as it is: no mention, no link, no date comes out of what people wrote. At most `longest`. */
export function shown(text: string, longest = 200): string {
  const whole = text.replaceAll(/\s+/g, " ").trim().toWellFormed();
  const kept = whole.length > longest ? `${whole.slice(0, longest - 1)}…` : whole;
  return kept.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A reason as a sentence of its own: with a capital letter, and a full stop. */
export function sentence(text: string): string {
  const stop = /[.!?…]$/.test(text) ? "" : ".";
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${stop}`;
}

/** An instant in the reader's own time zone. */
export function moment(ms: number): string {
  const fallback = `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `<!date^${Math.floor(ms / 1_000)}^{date_short_pretty} {time}|${fallback}>`;
}
