/** Formats numbers for people. */
export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
export const whole = (value: number) => Math.round(value).toLocaleString("en");
/** Without a sign if it is rounded to 0. */
export const signed = (value: number) => `${value <= -0.005 ? "−" : ""}${Math.abs(value).toFixed(2)}`;
