import type { Principal } from "../../domain/schema/access.ts";
import { environmentOf } from "./environment-of.ts";
import { slackActionOf } from "./slack-actions.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { moment, shown } from "./words.ts";

const LISTED = 5;

/** What an environment runs and waits for. Who may not see it hears what they would hear if it did not exist. */
export async function statusText(
  { store, authorization }: Pick<SlackDeps, "store" | "authorization">,
  principal: Principal,
  wanted: string,
): Promise<string> {
  const [first = "", second, ...rest] = wanted.split("/");
  const absent = `There is no environment \`${shown(wanted, 130).replaceAll("`", "'")}\` that you may see. Where its name is in several projects, write \`project/environment\`.`;
  if (rest.length > 0 || first === "" || second === "") return absent;
  const found = await (second === undefined ? store.getEnvironment(first) : store.getEnvironment(second, first));
  if (found === undefined) return absent;
  const { project, name } = found.document.metadata;
  const about = { project, environment: name };
  const mayView = authorization.decide(
    principal,
    slackActionOf("command status"),
    environmentOf({ ...about, class: found.document.spec.class }),
  );
  if (!mayView.isAllowed) return absent;
  const [promotions, approvals] = await Promise.all([
    store.listPromotions({ ...about, isOpen: true, limit: LISTED + 1 }),
    store.listApprovals({ ...about, status: "pending", limit: LISTED + 1 }),
  ]);
  const { total, ready, failed } = found.components;
  const broken = failed === 0 ? "" : `, ${failed} failed`;
  return [
    `*${shown(project)}/${shown(name)}* (${found.document.spec.class}): *${found.phase}*${found.isSuspended ? ", suspended" : ""}`,
    ...(found.reason === "" ? [] : [`> ${shown(found.reason, 500)}`]),
    `Runs release \`${shown(found.document.spec.release, 70)}\`: ${ready} of ${total} components ready${broken}`,
    ...listed(
      "Promotions",
      promotions.items.map(
        ({ id, release, state, reason }) =>
          `\`${shown(id)}\` ${shown(release)} · ${state}${reason === "" ? "" : `: ${shown(reason)}`}`,
      ),
    ),
    ...listed(
      "Approvals waiting",
      approvals.items.map(
        ({ id, rule, votes, expiresAt }) =>
          `\`${shown(id)}\` ${votes.length} of ${rule.count} from ${shown(rule.from)}, until ${moment(expiresAt)}`,
      ),
    ),
  ].join("\n");
}

function listed(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [`${title}: none`];
  const more = lines.length > LISTED ? ["• … and more"] : [];
  return [`${title}:`, ...lines.slice(0, LISTED).map((line) => `• ${line}`), ...more];
}
