// The series by which the defaults of forecasters are measured.
import { readFileSync } from "node:fs";

const read = (file) => {
  const lines = readFileSync(new URL(`../../examples/data/${file}`, import.meta.url), "utf8")
    .trim()
    .split("\n");
  return lines.slice(1).map((line) => line.split(","));
};

export const passengers = read("airline-passengers.csv").map(([, value]) => Number(value));
export const births = read("births.csv").map(([date, value]) => ({ date, births: Number(value) }));
export const temperatures = read("seattle-temperatures.csv").map(([, value]) => Number(value));

/** Random numbers of a normal distribution, nearly: the same ones for a seed. */
export function normals(seed) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, -6);
}
