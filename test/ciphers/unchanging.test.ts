/** A cipher stays what it was made of: here, and in a worker. */
import { ciphers, type Rotor, train } from "rnn-wasm";
import { expect, it } from "vitest";

it("is what it was made of, whatever becomes of the options", async () => {
  const rotors: Rotor[] = ["I", "II", "III"];
  const plugboard = ["AB"];
  const options = { rotors, plugboard, positions: "ABC" };
  const cipher = ciphers.enigma(options);
  const fresh = ciphers.enigma({ rotors: ["I", "II", "III"], plugboard: ["AB"], positions: "ABC" });
  rotors.reverse();
  plugboard[0] = "XY";
  options.positions = "ZZZ";
  expect(cipher.encrypt("HELLO")).toBe(fresh.encrypt("HELLO"));
  const short = { seed: 1, maxSteps: 3, validation: 0, variant: "simd128" } as const;
  const wanted = (await train(fresh, short)).save();
  for (const worker of [false, true]) expect((await train(cipher, { ...short, worker })).save()).toEqual(wanted);
});
