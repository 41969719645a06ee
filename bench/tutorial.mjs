// The tutorial's run in whatever library: an epoch is 128 updates of one message, then 128 fresh messages are decrypted; it ends when
// all their letters are right. For peers that have only the parts of it.
import { Cannot } from "./protocol.mjs";

const stepsPerEpoch = 128;
const validationMessages = 128;
/** The reference needs 11. */
const mostEpochs = 40;

/**
 * @param {{ update(): unknown, accuracy(messages: number): number | Promise<number> }} model
 * @returns {Promise<number>} updates until everything is right
 */
export async function learn({ update, accuracy }) {
  for (let epoch = 1; epoch <= mostEpochs; epoch++) {
    for (let step = 0; step < stepsPerEpoch; step++) await update();
    if ((await accuracy(validationMessages)) === 1) return epoch * stepsPerEpoch;
  }
  throw new Cannot(`not at 100 % after ${mostEpochs * stepsPerEpoch} updates`);
}
