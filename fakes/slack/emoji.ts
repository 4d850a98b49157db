const EMOJI: Readonly<Record<string, string>> = {
  alarm_clock: "⏰",
  arrows_counterclockwise: "🔄",
  bell: "🔔",
  eyes: "👀",
  fire: "🔥",
  heavy_check_mark: "✔️",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  information_source: "ℹ️",
  leftwards_arrow_with_hook: "↩️",
  lock: "🔒",
  no_entry: "⛔",
  no_entry_sign: "🚫",
  package: "📦",
  recycle: "♻️",
  rewind: "⏪",
  rocket: "🚀",
  rotating_light: "🚨",
  tada: "🎉",
  thumbsup: "👍",
  warning: "⚠️",
  white_check_mark: "✅",
  x: "❌",
};

/** The text with the names of emoji between colons shown as emoji; unknown names stay. */
export function withEmoji(text: string): string {
  return text.replaceAll(/:([a-z0-9_+-]+):/g, (name, inner: string) => EMOJI[inner] ?? name);
}
