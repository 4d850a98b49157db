const LENGTH_MIN = 33;
const LENGTH_MAX = 126;

/**
 * The token of one call of an intent: the same for a repeat, another one for another wish.
 *
 * @param intent - Token of the intent in the ledger.
 * @param wish - What is asked for, as a digest of at least 16 hexadecimal digits.
 * @throws Error where EKS would not take it: it wants 33 to 126 characters
 */
export function callToken(intent: string, step: string, wish: string): string {
  const token = `${intent}-${step}-${wish.slice(-16)}`;
  if (intent === "" || token.length < LENGTH_MIN || token.length > LENGTH_MAX) {
    throw new Error(`a token of ${token.length} characters for "${step}"`);
  }
  return token;
}
