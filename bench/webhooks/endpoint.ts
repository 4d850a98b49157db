import { createBackground } from "../../api/slack/background.ts";
import { createSlackRoutes } from "../../api/slack/routes.ts";
import type { SlackDeps } from "../../api/slack/slack-deps.ts";
import { jsonLog } from "../../api/http/log.ts";
import { APP, SECRET } from "./valid-request.ts";

/** The product's endpoints with an inbox in memory, and how many rows it has. */
export function measuredEndpoint() {
  const keys = new Set<string>();
  const log = jsonLog(() => undefined);
  const unused = async (): Promise<never> => {
    throw new Error("a click on Approve needs none of this before it is acknowledged");
  };
  const deps: SlackDeps = {
    inbox: {
      async receiveSlackItem({ key }) {
        const isNew = !keys.has(key);
        keys.add(key);
        return { id: keys.size, receivedAt: Date.now(), isNew };
      },
      openSlackItems: unused,
      beginSlackItem: unused,
      releaseSlackItem: unused,
      endSlackItem: unused,
      postponeSlackItem: unused,
      endOpenSlackItems: unused,
      forgetSlackItems: unused,
    },
    store: {
      listApprovals: unused,
      getApproval: unused,
      acceptBallot: unused,
      getEnvironment: unused,
      listPromotions: unused,
    },
    chat: {
      post: unused,
      update: unused,
      whisper: unused,
      openForm: unused,
      find: unused,
      account: unused,
      check: unused,
    },
    principalOfIdentity: unused,
    authorization: { decide: () => ({ isAllowed: false, policies: [] }) },
    refusals: { note: () => undefined },
    modeOf: unused,
    ownTeam: () => undefined,
    rendering: {} as SlackDeps["rendering"],
    adoptCopy: unused,
    inbound: { signingSecrets: ["the-secret-before-the-rotation", SECRET], appId: APP, replyOrigins: [] },
    background: createBackground(log),
    log,
  };
  return { routes: createSlackRoutes(deps), rows: () => keys.size };
}
