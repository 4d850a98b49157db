import type { FindingQuery } from "../../adapters/store/drift-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { isMasked } from "../../domain/drift/mask-fields.ts";
import { printable } from "../../domain/drift/shown-value.ts";
import type { DriftField, FieldValue, FindingView } from "../../domain/schema/drift.ts";

/** Findings that are read at once; the most that a page has. */
const PAGE = 500;

const COLUMNS = [
  "finding",
  "project",
  "environment",
  "class",
  "component",
  "kind",
  "status",
  "statusReason",
  "reaction",
  "path",
  "difference",
  "wanted",
  "seen",
  "by",
  "since",
  "lastSeenAt",
  "seenCount",
  "endedAt",
  "operation",
  "promotion",
] as const;

/**
 * Every finding of a query as CSV, a line for each field that differs, read page by page while it is sent. The first page is
 * read before this answers: what is refused is refused as of every list.
 */
export async function csvOfFindings(
  store: Pick<Store, "listFindings">,
  query: FindingQuery,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let page: Awaited<ReturnType<Store["listFindings"]>> | undefined = await store.listFindings({
    ...query,
    limit: PAGE,
  });
  let head = `${COLUMNS.join(",")}\r\n`;
  return new ReadableStream({
    async pull(controller) {
      if (page === undefined) return controller.close();
      controller.enqueue(encoder.encode(head + page.items.flatMap(linesOf).join("")));
      head = "";
      const { continue: next } = page;
      page = next === undefined ? undefined : await store.listFindings({ ...query, limit: PAGE, continue: next });
    },
  });
}

function linesOf(finding: FindingView): readonly string[] {
  return finding.fields.map((field) => `${cellsOf(finding, field).map(cell).join(",")}\r\n`);
}

function cellsOf(finding: FindingView, field: DriftField): readonly string[] {
  const rule = finding.reaction.fields.find(({ path }) => path === field.path);
  const values: Readonly<Record<(typeof COLUMNS)[number], string>> = {
    finding: finding.id,
    project: finding.project,
    environment: finding.environment,
    class: finding.class,
    component: finding.component,
    kind: finding.kind,
    status: finding.status,
    statusReason: finding.statusReason,
    reaction: rule?.reaction ?? finding.reaction.reaction,
    path: field.path,
    difference: field.class,
    wanted: textOf(field.wanted),
    seen: textOf(field.seen),
    by: field.by?.who ?? "",
    since: instant(finding.since),
    lastSeenAt: instant(finding.lastSeenAt),
    seenCount: String(finding.seenCount),
    endedAt: instant(finding.endedAt),
    operation: finding.operationId ?? "",
    promotion: finding.promotionId ?? "",
  };
  return COLUMNS.map((column) => values[column]);
}

/** A secret shows that it is one; its keyed hash is nobody's business outside. */
function textOf(value: FieldValue | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  return isMasked(value) ? "***" : JSON.stringify(value);
}

const instant = (at: number | undefined): string => (at === undefined ? "" : new Date(at).toISOString());

/**
 * A cell of RFC 4180, on one line. Values come from anywhere: what a terminal would take for a command is escaped, and what
 * a spreadsheet would take for a formula is made text.
 */
function cell(text: string): string {
  const shown = printable(text);
  const plain = /^[=+\-@]/.test(shown.trimStart()) ? `'${shown}` : shown;
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
