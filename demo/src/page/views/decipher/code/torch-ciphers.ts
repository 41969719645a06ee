/**
 * The ciphers in Python, over tensors of indices (batch, time).
 */
import { ciphers } from "rnn-wasm";
import type { Settings } from "../../../../shared/decipher/settings.js";

const tutorialAlphabet = ciphers.atbash().alphabet;

/** Python code for a letter's index in the alphabet. */
const places = (key: string) => `torch.tensor([alphabet.index(letter) for letter in ${JSON.stringify(key)}])`;

export function torchEncryption({ task, key }: Settings): { readonly alphabet: string; readonly code: string } {
  const [a = "1", b = "0"] = key.split(",").map((part) => part.trim());
  const code: Record<Exclude<Settings["task"], "pairs">, string> = {
    caesar: `def encrypt(x):
    return (x + ${key.trim()}) % V
`,
    atbash: `def encrypt(x):
    return V - 1 - x
`,
    affine: `def encrypt(x):
    return (${a} * x + ${b}) % V
`,
    substitution: `table = ${places(key)}


def encrypt(x):
    return table[x]
`,
    vigenere: `key = ${places(key)}


def encrypt(x):
    return (x + key[torch.arange(x.shape[1]) % len(key)]) % V
`,
    autokey: `key = ${places(key)}


def encrypt(x):
    return (x + torch.cat([key.expand(x.shape[0], -1), x], 1)[:, : x.shape[1]]) % V
`,
    enigma: enigma(key),
  };
  const alphabet = task === "enigma" ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : tutorialAlphabet;
  return { alphabet, code: task === "pairs" ? "" : code[task] };
}

/** Rotors I, II, III and reflector B. At each position the machine is a fixed permutation, whatever the message. */
const enigma = (
  positions: string,
) => `rotors = ["EKMFLGDQVZNTOWYHXUSPAIBRCJ", "AJDKSIRUXBLHWTMCQGZNPYFVOE", "BDFHJLCPRTXVZNYEIWGAKMUSQO"]
notches, reflector = "QEV", "YRUHQSLDPXNGOKMIEBFZCWVJAT"


def machine(length):  # the alphabet of each place
    at = [alphabet.index(letter) for letter in ${JSON.stringify(positions)}]
    for _ in range(length):
        turns = [alphabet[p] == notch for p, notch in zip(at, notches)]
        at = [(at[0] + turns[1]) % V, (at[1] + (turns[1] or turns[2])) % V, (at[2] + 1) % V]
        table = []
        for letter in range(V):
            for rotor, p in zip(rotors[::-1], at[::-1]):
                letter = (alphabet.index(rotor[(letter + p) % V]) - p) % V
            letter = alphabet.index(reflector[letter])
            for rotor, p in zip(rotors, at):
                letter = (rotor.index(alphabet[(letter + p) % V]) - p) % V
            table.append(letter)
        yield table


def encrypt(x):
    tables = torch.tensor(list(machine(x.shape[1])))
    return tables[torch.arange(x.shape[1]), x]
`;
