/** What EKS, or the way to it, answered instead of what was asked for. */
export interface EksProblem {
  /** `name` of the error, by which EKS tells its kinds apart. */
  readonly name: string;
  readonly message: string;
  /** Absent where no answer came at all. */
  readonly httpStatus?: number;
}

/** What a problem means. */
export type EksRefusal =
  /** It is not there, or not to be seen yet. */
  | { readonly is: "not found" }
  /** Something of that name is there, whoever's it is. `associationId` where the text tells it. */
  | { readonly is: "exists"; readonly associationId?: string }
  /** Another change runs. `updateId` where the text tells which. */
  | { readonly is: "busy"; readonly updateId?: string }
  /** It cannot go while others live in it. */
  | { readonly is: "has children" }
  /** Its deletion protection is on. */
  | { readonly is: "protected" }
  /** It is as wanted already. */
  | { readonly is: "no change" }
  /** A role that was made a moment ago is not known everywhere yet. */
  | { readonly is: "not yet" }
  | { readonly is: "throttled" }
  /** Nobody knows whether it was done. */
  | { readonly is: "unclear" }
  /** The credentials are none, or none any more. */
  | { readonly is: "no credentials" }
  /** A permission is missing. */
  | { readonly is: "denied" }
  /** A quota is used up. */
  | { readonly is: "limit" }
  /** EKS will never take it as it is. */
  | { readonly is: "refused" };

interface Rule {
  /** Absent for every name. */
  readonly names?: readonly string[];
  /** Absent for every text. */
  readonly text?: RegExp;
  readonly refusal: (found: Readonly<Record<string, string>>) => EksRefusal;
}

const IN_USE = ["ResourceInUseException"];
const BAD_REQUEST = ["InvalidParameterException", "InvalidRequestException", "InvalidStateException"];
/** EKS, its gateways and IAM have many names for too many calls. */
const THROTTLED = [
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
  "PriorRequestNotComplete",
  "SlowDown",
];
const TIMED_OUT = ["RequestTimeout", "RequestTimeoutException", "TimeoutError"];
const just = (refusal: EksRefusal) => () => refusal;

/** The first that fits counts. EKS gives the same fact under several names, and several facts under one. */
const RULES: readonly Rule[] = [
  { names: ["ResourceNotFoundException", "NotFoundException"], refusal: just({ is: "not found" }) },
  { text: /no cluster found for name/i, refusal: just({ is: "not found" }) },
  {
    names: IN_USE,
    text: /has update (?<updateId>[0-9a-f]{8}-[0-9a-f-]{27}) in progress/i,
    refusal: ({ updateId = "" }) => ({ is: "busy", updateId }),
  },
  { names: IN_USE, text: /attached/i, refusal: just({ is: "has children" }) },
  {
    names: IN_USE,
    text: /association already exists: (?<associationId>a-[0-9a-z]+)/i,
    refusal: ({ associationId = "" }) => ({ is: "exists", associationId }),
  },
  { names: IN_USE, text: /already exists|already in use/i, refusal: just({ is: "exists" }) },
  { names: IN_USE, refusal: just({ is: "busy" }) },
  { names: BAD_REQUEST, text: /already at the desired|no changes needed/i, refusal: just({ is: "no change" }) },
  { names: BAD_REQUEST, text: /deletion ?protection/i, refusal: just({ is: "protected" }) },
  {
    names: BAD_REQUEST,
    text: /not in active status|currently in \w+ (state|status)|update .*in progress/i,
    refusal: just({ is: "busy" }),
  },
  {
    names: ["InvalidParameterException"],
    text: /invalid principal|role.*(could not be assumed|does not exist|not found|error in role)|managed policies associated/is,
    refusal: just({ is: "not yet" }),
  },
  { names: ["ResourcePropagationDelayException"], refusal: just({ is: "not yet" }) },
  { names: THROTTLED, refusal: just({ is: "throttled" }) },
  { names: ["ResourceLimitExceededException"], refusal: just({ is: "limit" }) },
  {
    names: [
      "ExpiredTokenException",
      "ExpiredToken",
      "RequestExpired",
      "UnrecognizedClientException",
      "InvalidClientTokenId",
      "InvalidSignatureException",
      "SignatureDoesNotMatch",
      "CredentialsProviderError",
      "TokenProviderError",
    ],
    refusal: just({ is: "no credentials" }),
  },
  { names: ["AccessDeniedException", "AccessDenied", "UnauthorizedOperation"], refusal: just({ is: "denied" }) },
  {
    // A SyntaxError is the SDK's word for a page of something in between: of any status, EKS has not spoken.
    names: ["ServerException", "ServiceUnavailableException", ...TIMED_OUT, "SyntaxError"],
    refusal: just({ is: "unclear" }),
  },
];

/** Statuses of a 4xx that say nothing of what was asked for. */
const COME_AGAIN = [408, 425];

/** Tells what a problem means, by its name and its text; the HTTP status decides where both say nothing. */
export function classifyAnswer({ name, message, httpStatus }: EksProblem): EksRefusal {
  for (const { names, text, refusal } of RULES) {
    if (names !== undefined && !names.includes(name)) continue;
    const found = text?.exec(message);
    if (text === undefined || found) return refusal(found?.groups ?? {});
  }
  if (httpStatus === 429) return { is: "throttled" };
  if (httpStatus === 403) return { is: "denied" };
  // A proxy that answers for EKS, or an answer that cannot be read: of a 200, too, nobody knows what it said.
  if (httpStatus === undefined || httpStatus < 400 || httpStatus >= 500) return { is: "unclear" };
  return COME_AGAIN.includes(httpStatus) ? { is: "unclear" } : { is: "refused" };
}
