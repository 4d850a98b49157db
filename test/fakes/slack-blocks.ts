/** An approval message with two buttons, as blocks. */
export function approvalBlocks(title = "Approve: shop 4.12.0 to prod"): Record<string, unknown>[] {
  return [
    { type: "header", block_id: "h", text: { type: "plain_text", text: title } },
    { type: "section", block_id: "facts", fields: [{ type: "mrkdwn", text: "*Needs*\n2 of release-managers" }] },
    {
      type: "actions",
      block_id: "apr:1",
      elements: [
        button("holdfast.approve", "Approve", { style: "primary", value: '{"a":"1","p":"9f31c2"}' }),
        button("holdfast.reject", "Reject…", { style: "danger", value: '{"a":"1"}' }),
      ],
    },
  ];
}

/** The modal that asks why. */
export const REASON_VIEW = {
  type: "modal",
  callback_id: "holdfast.reject.reason",
  private_metadata: '{"a":"1"}',
  title: { type: "plain_text", text: "Reject 4.12.0" },
  submit: { type: "plain_text", text: "Reject" },
  close: { type: "plain_text", text: "Cancel" },
  blocks: [
    {
      type: "input",
      block_id: "reason",
      label: { type: "plain_text", text: "Why?" },
      element: { type: "plain_text_input", action_id: "text", multiline: true, min_length: 5, max_length: 1500 },
    },
  ],
} as const;

function button(actionId: string, text: string, more: Record<string, unknown>) {
  return { type: "button", action_id: actionId, text: { type: "plain_text", text }, ...more };
}
