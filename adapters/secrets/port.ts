/** What plans must know of secrets: never a value. */
export interface SecretVersions {
  /**
   * Version id of a secret, changed by each new value; undefined when it does not exist.
   *
   * @param cell - Where the secret will be read, for a source that knows several cells; anywhere when absent.
   * @throws OrchestratorError where nobody can say
   */
  version(project: string, name: string, cell?: string): Promise<string | undefined>;
}

/** Secrets that people give: read by name, never listed with their values. */
export interface Secrets {
  /** Version id of a secret, changed by each new value; undefined when it does not exist. */
  version(project: string, name: string): Promise<string | undefined>;
  /** The value. @throws OrchestratorError `SECRET_NOT_FOUND` */
  read(project: string, name: string): Promise<{ readonly value: string; readonly version: string }>;
  /** Names of a project's secrets, sorted. */
  names(project: string): Promise<readonly string[]>;
  /** Stores a value; absent where the source is read-only. @throws OrchestratorError `SECRET_INVALID` */
  set?(project: string, name: string, value: string): Promise<{ readonly version: string }>;
  /** Deletes a value; the absent counts as deleted. Absent where the source is read-only. */
  delete?(project: string, name: string): Promise<void>;
}
