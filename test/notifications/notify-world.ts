import { sql } from "kysely";
import { notifyBy, type Ways } from "../../adapters/notify/notify.ts";
import type { Notify } from "../../adapters/notify/port.ts";
import { writeEvent } from "../../adapters/store/write-event.ts";
import type { DeliveryDetail, SubscriptionView } from "../../adapters/store/notifications-port.ts";
import { jsonLog } from "../../api/http/log.ts";
import { deliverNotifications } from "../../api/notifications/deliver-notifications.ts";
import { fanOutEvents } from "../../api/notifications/fan-out-events.ts";
import { createBell } from "../../api/wakes/bell.ts";
import type { SubscriptionDocument } from "../../domain/schema/documents.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { digestOf, request, storeWorld } from "../setup/store-world.ts";

/** Two secrets of the shop, and the same for receivers. */
export const SECRETS = {
  signing: `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
  former: `whsec_${Buffer.alloc(32, 2).toString("base64")}`,
} as const;

/** What differs between worlds. */
export interface NotifyOptions {
  readonly ways?: Partial<Ways>;
  /** In the place of what really tells people. */
  readonly notify?: Notify;
}

/** A store with the loops that tell people, on a clock of its own. */
export type NotifyWorld = Awaited<ReturnType<typeof notifyWorld>>;

/** The shop without environments. The loops run from `start` on. Ends with `close`. */
export async function notifyWorld(options: NotifyOptions = {}) {
  const world = await storeWorld();
  const { store, postgres } = world;
  await world.applyShop("shop-dev");
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const lines: string[] = [];
  const webhooks = { arePrivateAllowed: true, now, limits: { connectMs: 1_000, totalMs: 1_500 } };
  const secrets = {
    names: async () => Object.keys(SECRETS),
    version: async (_: string, name: string) => (name in SECRETS ? "1" : undefined),
    read: async (_: string, name: string) => ({ value: SECRETS[name as keyof typeof SECRETS], version: "1" }),
  };
  const notify = options.notify ?? notifyBy({ webhooks, ...options.ways }, secrets);
  let running: { readonly stop: AbortController; readonly ended: Promise<unknown> } | undefined;
  const bells = { sealed: createBell(), due: createBell() };
  const started = {
    world,
    lines,
    store,
    secrets,
    webhooks,
    now,
    bells,
    /** Applies a subscription of the shop. */
    async subscribe(name: string, spec: Omit<SubscriptionDocument["spec"], "events"> & { readonly events?: string[] }) {
      const document: SubscriptionDocument = {
        apiVersion: "holdfast.dev/v1",
        kind: "Subscription",
        metadata: { project: "shop", name, labels: {} },
        spec: { events: ["promotion.*"], ...spec },
      };
      await store.acceptApply(request(), { documents: [{ document, digest: digestOf(spec) }] });
    },
    /** Records events of a promotion that was held, and seals them. */
    async held(count = 1, more: { readonly environment?: string; readonly environmentUid?: string } = {}) {
      for (let each = 0; each < count; each += 1)
        await writeEvent(postgres.rows, {
          type: "promotion.held",
          actor: { kind: "system", name: "holdfast" },
          project: "shop",
          environment: "shop-dev",
          promotionId: null,
          message: `it is held, ${each}`,
          data: {},
          ...more,
        });
      await started.seal();
    },
    async seal() {
      while ((await store.sealEvents()) > 0);
      bells.sealed.ring();
    },
    start(other: Notify = notify) {
      const stop = new AbortController();
      const loop = { now, log: jsonLog((line) => lines.push(line)), signal: stop.signal };
      const loops = [
        fanOutEvents(store, bells, loop),
        deliverNotifications(store, other, { due: bells.due, random: () => 0, ...loop }),
      ];
      running = { stop, ended: Promise.all(loops.map(({ ended }) => ended)) };
    },
    async stop() {
      running?.stop.abort(new Error("stopped"));
      await running?.ended;
      running = undefined;
    },
    /** Lets the clock go on. */
    pass(ms: number) {
      aheadMs += ms;
      bells.due.ring();
    },
    async deliveries(subscription?: string): Promise<readonly DeliveryDetail[]> {
      const { items } = await store.listDeliveries({
        limit: 500,
        ...(subscription === undefined ? {} : { subscription }),
      });
      const found = await Promise.all(items.map(async ({ id }) => await store.getDelivery(id)));
      return found.filter((one) => one !== undefined).toReversed();
    },
    async delivery(subscription?: string): Promise<DeliveryDetail> {
      const [one, ...others] = await started.deliveries(subscription);
      if (one === undefined || others.length > 0) throw new Error(`there are ${others.length + 1} deliveries, or none`);
      return one;
    },
    async subscription(name: string): Promise<SubscriptionView> {
      const { items } = await store.listSubscriptions({ limit: 500 });
      const found = items.find(({ document }) => document.metadata.name === name);
      if (found === undefined) throw new Error(`there is no subscription "${name}"`);
      return found;
    },
    async eventTypes(): Promise<readonly string[]> {
      await started.seal();
      return (await store.readEvents({ afterSeq: 0, limit: 1_000 })).map(({ type }) => type);
    },
    cursor: async () => {
      const { rows } = await sql<{ seq: number }>`select seq from notification_cursor`.execute(postgres.rows);
      return rows[0]?.seq;
    },
    async close() {
      await started.stop();
      await world.close();
    },
  };
  return started;
}

/** Waits, a few seconds at most, until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  await waitUntil(async () => await holds(), { what, limitMs: 15_000, everyMs: 20 });
}
