/** A path of the API, each part encoded: `apiPath("environments", "shop", "shop-dev")` is `v1/environments/shop/shop-dev`. */
export function apiPath(...parts: readonly string[]): string {
  return ["v1", ...parts.map((part) => encodeURIComponent(part))].join("/");
}
