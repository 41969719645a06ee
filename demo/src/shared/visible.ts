/** A symbol as it is shown: spaces and line ends have signs. */
export const visible = (symbol: string): string => (symbol === " " ? "␣" : symbol === "\n" ? "↵" : symbol);
