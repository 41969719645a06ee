/**
 * The algorithms of the built-in ciphers over the indices of their alphabets. They are apart from options and texts, which a worker that
 * encrypts messages does not have.
 */

/** Reads the message from[start] … from[end − 1] and writes its counterpart to the same positions of `to`. */
export type Transform = (from: Int32Array, to: Int32Array, start: number, end: number) => void;

/** Each algorithm's transform that encrypts, or its inverse. */
const transforms = {
  table(decrypts: boolean, table: Int32Array): Transform {
    const used = decrypts ? invertPermutation(table) : table;
    return (from, to, start, end) => {
      for (let i = start; i < end; i++) to[i] = used[from[i] as number] as number;
    };
  },

  /** @param isAutokey whether the plain message follows the key; else the key repeats */
  shifts(decrypts: boolean, key: Int32Array, size: number, isAutokey: boolean): Transform {
    return (from, to, start, end) => {
      // Decrypting reads the plain letters that it has already written.
      const plain = decrypts ? to : from;
      for (let i = start; i < end; i++) {
        const at = i - start;
        const shift = (isAutokey && at >= key.length ? plain[i - key.length] : key[at % key.length]) as number;
        to[i] = ((from[i] as number) + (decrypts ? size - shift : shift)) % size;
      }
    };
  },

  /**
   * The machine is its own inverse. Tables map contacts; arrays of three are of the rotors from left to right.
   * @param board the plugboard's table
   */
  enigma(
    _: boolean,
    wirings: readonly Int32Array[],
    notches: readonly number[],
    reflector: Int32Array,
    positions: Int32Array,
    rings: Int32Array,
    board: Int32Array,
  ): Transform {
    const size = board.length;
    const inverses = wirings.map(invertPermutation);
    const through = (tables: readonly Int32Array[], rotor: number, windows: Int32Array, contact: number): number => {
      const turn = (windows[rotor] as number) - (rings[rotor] as number) + size;
      const wire = (tables[rotor] as Int32Array)[(contact + turn) % size] as number;
      return (wire - turn + 2 * size) % size;
    };
    const step = (windows: Int32Array): void => {
      const middleAtNotch = windows[1] === notches[1];
      const turn = (rotor: number) => {
        windows[rotor] = ((windows[rotor] as number) + 1) % size;
      };
      // The double step: the pawl that lets a middle rotor at its notch turn the left rotor also turns the middle rotor.
      if (middleAtNotch) turn(0);
      if (middleAtNotch || windows[2] === notches[2]) turn(1);
      turn(2);
    };
    return (from, to, begin, end) => {
      const windows = positions.slice();
      for (let i = begin; i < end; i++) {
        step(windows);
        let contact = board[from[i] as number] as number;
        for (let rotor = 2; rotor >= 0; rotor--) contact = through(wirings, rotor, windows, contact);
        contact = reflector[contact] as number;
        for (let rotor = 0; rotor <= 2; rotor++) contact = through(inverses, rotor, windows, contact);
        to[i] = board[contact] as number;
      }
    };
  },
};

/** The permutation that undoes `table`. */
function invertPermutation(table: Int32Array): Int32Array {
  const inverse = new Int32Array(table.length);
  table.forEach((to, from) => {
    inverse[to] = from;
  });
  return inverse;
}

type Transforms = typeof transforms;
type Keys<Maker> = Maker extends (decrypts: boolean, ...keys: infer Rest) => Transform ? Rest : never;

/** The name of an algorithm and its keys. It can be sent to another thread. */
export type Algorithm = { readonly [Name in keyof Transforms]: [Name, ...Keys<Transforms[Name]>] }[keyof Transforms];

/** @param decrypts for the inverse of the transform that encrypts */
export const transformOf = ([name, ...keys]: Algorithm, decrypts = false): Transform =>
  (transforms[name] as (decrypts: boolean, ...keys: readonly unknown[]) => Transform)(decrypts, ...keys);
