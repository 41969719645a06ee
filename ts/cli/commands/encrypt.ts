/** `rnn-wasm encrypt`: applies the exact algorithm of a cipher, without a model. */
import type { Command } from "../command.js";
import { answerMessages } from "../io/messages.js";
import { option } from "../options/arguments.js";
import { cipherFrom, cipherOptions } from "../options/cipher-options.js";
import { flag } from "../options/option-kinds.js";
import { expected } from "../options/usage-error.js";

const options = {
  ...cipherOptions,
  json: option(flag, 'print {"input": …, "output": …} per line'),
};

export const encrypt: Command<typeof options> = {
  name: "encrypt",
  summary: "encrypt messages with a cipher's exact algorithm",
  usage: "encrypt --cipher NAME [options] [MESSAGE …]",
  examples: [
    ["rnn-wasm encrypt --cipher caesar --key 13 THIS-IS-A-SECRET", "prints FUVEMVEMNMERPDRF"],
    ["rnn-wasm encrypt --cipher vigenere --key LEMON < messages.txt", "one message per line"],
    ["rnn-wasm encrypt --cipher enigma --rotors II,IV,I --plugboard AB,CD SECRET", "a rotor machine"],
  ],
  options,
  notes: "Put -- before a message that begins with -, or pass it on stdin.",

  async run({ values, positionals }) {
    const cipher = cipherFrom(values);
    if (cipher === undefined) throw expected("--cipher", options.cipher.kind.wanted, undefined);
    await answerMessages<string, string>(positionals, values.json ?? false, {
      noun: "message",
      parse: (text) => text,
      answer: (texts) => texts.map((text) => cipher.encrypt(text)),
      show: (text) => text,
    });
    return 0;
  },
};
