/**
 * The program's options: those of the run, with a flag for each, and the files.
 */
import { call, literal, python } from "./python.js";

/** The fields of the Python class, in its order, with defaults that mean "none" or PyTorch's own. */
const fields: readonly (readonly [name: string, type: string, byDefault: unknown])[] = [
  ["seed", "int | None", null],
  ["batchSize", "int", 1],
  ["shuffle", "bool", true],
  ["validation", "float | str", 0],
  ["optimizer", "str", "adam"],
  ["lr", "float", 0.001],
  ["betas", "tuple", undefined],
  ["eps", "float", 1e-8],
  ["weightDecay", "float | None", null],
  ["amsgrad", "bool", false],
  ["momentum", "float", 0],
  ["dampening", "float", 0],
  ["nesterov", "bool", false],
  ["clipGradNorm", "float | None", null],
  ["emaDecay", "float", 0],
  ["lrSchedule", "dict | None", null],
  ["maxSteps", "int | None", null],
  ["epochs", "int | None", null],
  ["until", "dict | None", null],
  ["patience", "int | None", null],
  ["minDelta", "float", 0],
];

/** A further field of a task: its name, Python type and default. */
export type OptionField = (typeof fields)[number];

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The class of the options, and those of this run.
 * @param more fields of the task
 * @param flags calls of add_argument, without the parser
 * @param given options of the run in camelCase; those at their defaults are left out, and those of other names
 */
export function optionsText(
  more: readonly OptionField[],
  given: Readonly<Record<string, unknown>>,
  flags: readonly string[],
): string {
  const all = [...fields, ...more];
  const lines = all.map(
    ([name, type, byDefault]) =>
      `    ${snakeCase(name)}: ${type} = ${name === "betas" ? "(0.9, 0.999)" : literal(byDefault)}`,
  );
  const differing = all.filter(
    ([name, , byDefault]) =>
      given[name] !== undefined && given[name] !== null && JSON.stringify(given[name]) !== JSON.stringify(byDefault),
  );
  const isUsualDecay = given["weightDecay"] === (given["optimizer"] === "adamw" ? 0.01 : 0);
  const chosen = Object.fromEntries(
    differing
      .filter(([name]) => name !== "weightDecay" || !isUsualDecay)
      .filter(([name]) => JSON.stringify(given[name]) !== "[0.9,0.999]")
      .map(([name]) => [snakeCase(name), given[name]]),
  );
  return `@dataclass
class Options:
    """The options of a run, as in rnn-wasm's train(). None is none."""

${lines.join("\n")}


# Edit these, or give them as flags: --batch-size 64. A checkpoint's options take their
# place, flags the place of both.
${call("OPTIONS = Options", chosen)}


${parsing.replace("    # FLAGS\n", flags.map((flag) => `    parser.add_argument${flag}\n`).join(""))}`;
}

const parsing = python`
def parsed(text):
    """The value of a flag: JSON, or else a text."""
    try:
        return json.loads(text)
    except ValueError:
        return {"True": True, "False": False, "None": None}.get(text, text)


def read_arguments():
    """Files and flags of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    # FLAGS
    parser.add_argument(
        "--model", default=MODEL, help="a model or a checkpoint to start from"
    )
    parser.add_argument(
        "--checkpoint",
        default="train.ckpt",
        help="written after each epoch; if it is there, the run continues from it",
    )
    parser.add_argument(
        "-o", "--output", default="trained.safetensors", help="the trained model"
    )
    parser.add_argument(
        "--checkpoint-every", type=int, help="write it every N updates too"
    )
    parser.add_argument(
        "--progress-every", type=int, help="updates between two reports"
    )
    parser.add_argument(
        "--json", action="store_true", help="print progress as JSON lines"
    )
    group = parser.add_argument_group("options of the run")
    for field in fields(Options):
        flag = "--" + field.name.replace("_", "-")
        group.add_argument(
            flag, type=parsed, default=argparse.SUPPRESS, metavar="VALUE"
        )
    return parser.parse_args()


def camel_case(name):
    """batch_size -> batchSize: options have the library's names in files."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
`;
