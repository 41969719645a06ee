/**
 * The source of a classifier's run: a stratified split, and scores of the classes.
 */
import type { Network } from "../../core/network.js";
import { heldBackOf } from "../../data/held-back.js";
import type { SequenceScore } from "../sequence/scores.js";
import { SequenceSource, type Split } from "../sequence/sequence-source.js";
import type { AnsweredSequences, SequenceSpec } from "../sequence/source-spec.js";
import { scoresOf, totalsOf } from "./evaluation.js";
import type { ClassifyScores } from "./progress.js";

/** The class of each sequence. */
export interface ClassAnswers {
  readonly classes: Int32Array;
  /** The number of classes. */
  readonly count: number;
}

export type ClassifySpec = SequenceSpec<ClassAnswers>;

export class ClassifySource extends SequenceSource<ClassAnswers> {
  protected override drawSplit({ answers }: AnsweredSequences<ClassAnswers>, share: number): Split {
    const [training, held]: [number[], number[]] = [[], []];
    for (const members of membersOf(answers)) {
      const order = this.draws.drawPermutation(members.length);
      const kept = members.length - heldBackOf(members.length, share);
      for (let i = 0; i < members.length; i++) (i < kept ? training : held).push(members[order[i] as number] as number);
    }
    return { training: Uint32Array.from(training), held: Uint32Array.from(held) };
  }

  protected override fit(): undefined {}

  protected override targetsOf({ classes }: ClassAnswers): Int32Array {
    return classes;
  }

  protected override scoresOf(scores: readonly SequenceScore[], { classes, count }: ClassAnswers): ClassifyScores {
    return scoresOf(totalsOf(scores, classes, count));
  }

  protected override shown(network: Network, { classes }: ClassAnswers, sequence: number): object {
    return { label: classes[sequence], probabilities: network.predict(1).slice() };
  }
}

/** The sequences of each class. */
function membersOf({ classes, count }: ClassAnswers): number[][] {
  const members: number[][] = Array.from({ length: count }, () => []);
  classes.forEach((index, sequence) => {
    members[index]?.push(sequence);
  });
  return members;
}

/** The number of sequences of each class that are trained on. */
export const trainingCountsOf = (answers: ClassAnswers, share: number): number[] =>
  membersOf(answers).map(({ length }) => length - heldBackOf(length, share));
