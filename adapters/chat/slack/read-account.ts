import type { UsersInfoResponse } from "@slack/web-api";
import type { ChatAccount } from "../port.ts";

/** Who an account is. Guests, strangers, bots and deactivated accounts are no members. */
export function readAccount({ user }: Pick<UsersInfoResponse, "user">): ChatAccount | undefined {
  if (user?.id === undefined || user.team_id === undefined) return undefined;
  const isOther =
    user.deleted === true ||
    user.is_bot === true ||
    user.is_workflow_bot === true ||
    user.is_restricted === true ||
    user.is_ultra_restricted === true ||
    user.is_stranger === true ||
    user.is_invited_user === true ||
    user.id === "USLACKBOT";
  const email = user.is_email_confirmed === false ? undefined : user.profile?.email;
  const account = { user: user.id, team: user.team_id, isMember: !isOther };
  return email === undefined ? account : { ...account, email };
}
