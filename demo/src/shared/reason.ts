/** The message of an error, for the user. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
