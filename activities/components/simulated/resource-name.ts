/** Which life of which component. */
export interface Life {
  readonly componentUid: string;
  readonly incarnation: number;
}

const NAME = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})-i([1-9][0-9]{0,8})$/;

/** The id of the resource of one life of a component. */
export function resourceOf({
  id,
  incarnation,
}: {
  readonly id: Pick<Life, "componentUid">;
  readonly incarnation: number;
}): string {
  return `${resourcePrefix(id.componentUid)}${incarnation}`;
}

/** What the ids of all resources of a component begin with. */
export function resourcePrefix(componentUid: string): string {
  return `${componentUid}-i`;
}

/** Whose resource it is; undefined for what is not ours. */
export function lifeOf(resource: string): Life | undefined {
  const [, componentUid, incarnation] = NAME.exec(resource) ?? [];
  return componentUid === undefined ? undefined : { componentUid, incarnation: Number(incarnation) };
}
