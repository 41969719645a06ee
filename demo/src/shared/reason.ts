/** An error about a setting; others are about the user's own data. */
export class SettingError extends Error {
  readonly setting: string;

  constructor(setting: string, message: string) {
    super(message);
    this.setting = setting;
  }
}

/** The message of an error, for the user. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
