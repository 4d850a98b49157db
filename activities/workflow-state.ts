/** How a workflow stands: open, closed (and since when, epoch milliseconds), or not known to the server. */
export type WorkflowState =
  | { readonly state: "open" }
  | { readonly state: "closed"; readonly closedAt: number }
  | { readonly state: "absent" };
