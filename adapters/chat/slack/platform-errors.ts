/** What an error code of Slack means for us. */
export type PlatformError =
  | { readonly kind: "refused"; readonly mend: "configuration" | "message" | "us" | "person" }
  | { readonly kind: "throttled" }
  | { readonly kind: "unknown" };

/** An admin of the workspace or of Holdfast can help. */
const CONFIGURATION = [
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "access_denied",
  "missing_scope",
  "not_allowed_token_type",
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "restricted_action",
  "restricted_action_read_only_channel",
  "restricted_action_thread_only_channel",
  "no_permission",
  "ekm_access_denied",
  "org_login_required",
  "users_not_found",
  "no_such_subteam",
  "plan_upgrade_required",
  "team_access_not_granted",
] as const;

/** What we sent is wrong. */
const OURS = [
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
  "msg_too_large",
  "no_text",
  "invalid_arguments",
  "invalid_args_name",
  "invalid_form_data",
  "invalid_post_type",
  "invalid_trigger_id",
  "invalid_metadata_format",
  "invalid_metadata_schema",
  "metadata_too_large",
  "view_too_large",
  "unknown_method",
] as const;

/** The message is gone or locked: a fresh one takes its place. */
const MESSAGE = ["message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed"] as const;

/** The person can do it again, or is not there. */
const PERSON = [
  "expired_trigger_id",
  "exchanged_trigger_id",
  "user_not_found",
  "user_not_visible",
  "user_not_in_channel",
] as const;

const THROTTLED = ["ratelimited", "rate_limited"] as const;

/** Part of the call may have happened. */
const UNKNOWN = ["internal_error", "fatal_error", "request_timeout", "service_unavailable"] as const;

const refused = (codes: readonly string[], mend: "configuration" | "message" | "us" | "person") =>
  codes.map((code): [string, PlatformError] => [code, { kind: "refused", mend }]);

const KNOWN: ReadonlyMap<string, PlatformError> = new Map([
  ...refused(CONFIGURATION, "configuration"),
  ...refused(OURS, "us"),
  ...refused(MESSAGE, "message"),
  ...refused(PERSON, "person"),
  ...THROTTLED.map((code): [string, PlatformError] => [code, { kind: "throttled" }]),
  ...UNKNOWN.map((code): [string, PlatformError] => [code, { kind: "unknown" }]),
]);

/**
 * What `error` of an answer means. What is no code at all, as the body of a page or the half of a success, leaves it
 * unknown. A code that nobody knows here is a no, about something that an admin can look up.
 */
export function platformError(code: unknown): PlatformError {
  if (!isPlatformCode(code)) return { kind: "unknown" };
  return KNOWN.get(code) ?? { kind: "refused", mend: "configuration" };
}

/** True for a code that Slack itself wrote. A body that is no JSON arrives in the same place and never looks like one. */
export function isPlatformCode(code: unknown): code is string {
  return typeof code === "string" && /^[a-z0-9_]{1,100}$/.test(code);
}
