const STATUS_BY_NAME = {
  ClientException: 400,
  InvalidParameterException: 400,
  InvalidRequestException: 400,
  InvalidStateException: 400,
  ResourceLimitExceededException: 400,
  UnsupportedAvailabilityZoneException: 400,
  BadRequestException: 400,
  SerializationException: 400,
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  NotFoundException: 404,
  UnknownOperationException: 404,
  ResourceInUseException: 409,
  ResourcePropagationDelayException: 428,
  ThrottlingException: 429,
  TooManyRequestsException: 429,
  ServerException: 500,
  ServiceUnavailableException: 503,
} as const;

/** Names of the errors EKS answers. */
export type ErrorName = keyof typeof STATUS_BY_NAME;

/** Ends a call with a refusal, from however deep inside it. The call had no effect. */
export class Refused extends Error {
  readonly status: number;
  readonly errorName: ErrorName;
  /** Members besides the message, as `clusterName`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(errorName: ErrorName, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.errorName = errorName;
    this.status = STATUS_BY_NAME[errorName];
    this.extra = extra;
  }
}

/** The status of an error by its name; 400 for a name EKS does not know. */
export function statusOf(name: string): number {
  return Object.entries(STATUS_BY_NAME).find(([known]) => known === name)?.[1] ?? 400;
}

export const invalidParameter = (message: string, extra = {}) =>
  new Refused("InvalidParameterException", message, extra);
export const invalidRequest = (message: string, extra = {}) => new Refused("InvalidRequestException", message, extra);
export const inUse = (message: string, extra = {}) => new Refused("ResourceInUseException", message, extra);
export const notFound = (message: string, extra = {}) => new Refused("ResourceNotFoundException", message, extra);
export const limitExceeded = (message: string) => new Refused("ResourceLimitExceededException", message);
