/**
 * Draws from normal distributions, for paths that are sampled.
 */
import { Generator, globalGenerator } from "../../../random/generator.js";

/** A draw from a normal distribution. @param seed by default drawn from the generator that `manualSeed` seeds */
export function normalDraws(seed: number | undefined): (mean: number, variance: number) => number {
  const generator = new Generator(seed ?? globalGenerator().nextUint32());
  let second: number | undefined;
  const next = () => {
    if (second !== undefined) {
      const kept = second;
      second = undefined;
      return kept;
    }
    // Box–Muller makes two at once.
    const radius = Math.sqrt(-2 * Math.log1p(-generator.nextUniform53()));
    const angle = 2 * Math.PI * generator.nextUniform53();
    second = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return (mean, variance) => mean + Math.sqrt(variance) * next();
}
