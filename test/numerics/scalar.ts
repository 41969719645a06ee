/**
 * Numbers in f64 that remember how they were made, so that any formula written with them can be differentiated: what modules
 * are compared with. Slow, and so short that one sees it is right.
 */

let created = 0;

export class Scalar {
  gradient = 0;
  readonly order = created++;
  readonly value: number;
  /** What it was made from, each with its derivative. */
  readonly parents: readonly (readonly [Scalar, number])[];

  constructor(value: number, parents: readonly (readonly [Scalar, number])[] = []) {
    this.value = value;
    this.parents = parents;
  }
}

export const constant = (value: number): Scalar => new Scalar(value);
export const scalars = (values: ArrayLike<number>): Scalar[] => Array.from(values, constant);

export const sum = (terms: readonly Scalar[]): Scalar =>
  new Scalar(
    terms.reduce((total, { value }) => total + value, 0),
    terms.map((term) => [term, 1]),
  );

export const multiply = (a: Scalar, b: Scalar): Scalar =>
  new Scalar(a.value * b.value, [
    [a, b.value],
    [b, a.value],
  ]);

export function dot(a: readonly Scalar[], b: readonly Scalar[]): Scalar {
  const pairs = a.map((x, i) => [x, b[i] as Scalar] as const);
  const value = pairs.reduce((total, [x, y]) => total + x.value * y.value, 0);
  return new Scalar(
    value,
    pairs.flatMap(([x, y]) => [[x, y.value] as const, [y, x.value] as const]),
  );
}

export function sigmoid(x: Scalar): Scalar {
  const y = 1 / (1 + Math.exp(-x.value));
  return new Scalar(y, [[x, y * (1 - y)]]);
}

export function tanh(x: Scalar): Scalar {
  const y = Math.tanh(x.value);
  return new Scalar(y, [[x, 1 - y * y]]);
}

export const relu = (x: Scalar): Scalar => new Scalar(Math.max(x.value, 0), [[x, x.value > 0 ? 1 : 0]]);

/** Sends each root's gradient back to all that it was made from. */
export function backward(roots: readonly Scalar[], gradients: ArrayLike<number>): void {
  const found = new Set(roots);
  for (const scalar of found) for (const [parent] of scalar.parents) found.add(parent);
  roots.forEach((root, i) => {
    root.gradient += gradients[i] as number;
  });
  for (const scalar of [...found].sort((a, b) => b.order - a.order)) {
    for (const [parent, derivative] of scalar.parents) parent.gradient += scalar.gradient * derivative;
  }
}

export const gradientsOf = (list: readonly Scalar[]): number[] => list.map(({ gradient }) => gradient);
