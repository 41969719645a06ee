// The tutorial's run for libraries that have no training loop: each epoch makes 128 updates of one message, then decrypts 128 fresh
// messages. The run ends when all letters are right.
import { Cannot } from "./protocol.mjs";

const stepsPerEpoch = 128;
const validationMessages = 128;
/** The tutorial in PyTorch needs 11. */
const maxEpochs = 40;

/**
 * @param {{ update(): unknown, accuracy(messages: number): number | Promise<number> }} model
 * @returns {Promise<number>} the number of updates until every letter is right
 */
export async function learn({ update, accuracy }) {
  for (let epoch = 1; epoch <= maxEpochs; epoch++) {
    for (let step = 0; step < stepsPerEpoch; step++) await update();
    if ((await accuracy(validationMessages)) === 1) return epoch * stepsPerEpoch;
  }
  throw new Cannot(`not at 100 % after ${maxEpochs * stepsPerEpoch} updates`);
}
