/**
 * The data options of tasks whose sequences have an answer each.
 */
import type { TrainingData } from "../../index.js";
import { AnsweredFile, type AnswerPlaces } from "../io/answered-sequences.js";
import { UsageError } from "../options/usage-error.js";
import { explainBy } from "./explain-by.js";
import type { NamedData } from "./task-cli.js";

/** Data from `--labeled FILE`, and `--validation FILE` if it names one. */
export function answeredFrom(
  key: "labeled" | "valued",
  path: string | undefined,
  validation: unknown,
  answers: AnswerPlaces,
): NamedData | undefined {
  if (path === undefined) {
    if (answers.column !== undefined)
      throw new UsageError(`${answers.columnOption}: expected ${answers.columnFiles} beside it, got none`);
    if (answers.isInName) throw new UsageError(`--label-from-name: expected --${key} FOLDER beside it, got none`);
    return undefined;
  }
  const heldOut = typeof validation === "string" ? validation : undefined;
  const file = new AnsweredFile(path, [key], `--${key}`, answers);
  const other = heldOut === undefined ? undefined : new AnsweredFile(heldOut, [key], "--validation", answers);
  return {
    data: { [key]: file.items } as unknown as TrainingData,
    ...(other && { validation: { [key]: other.items } }),
    count: () => file.count,
    files: { [`--${key}`]: path, "--validation": heldOut },
    explain: explainBy(file, other),
  };
}
