/** Formats numbers for people. */
export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
export const whole = (value: number) => Math.round(value).toLocaleString("en");
export const signed = (value: number) => `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(2)}`;
