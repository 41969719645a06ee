/**
 * Tools for a run: its program, the model as a file or a link, interventions, and a teacher's link.
 */
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { reasonOf } from "../../shared/reason.js";
import type { Lesson } from "../run/address.js";
import { refusalOf } from "../run/errors.js";
import type { AnySession } from "../run/view.js";
import { BreakIt } from "./break-it.js";
import { CopyButton } from "./copy-button.js";
import { FileButton } from "./file-button.js";

/** Mail and chat programs truncate longer links. */
const maxLinkBytes = 48 * 1024;

interface ToolsProps {
  readonly session: AnySession;
  /** The address of the page's state, with a model or another lesson in it. */
  readonly linkTo: (more: { readonly model?: Uint8Array<ArrayBuffer>; readonly lesson?: Lesson }) => string;
}

/** Panels that a teacher may hide. */
export const hideable = ["data", "inside", "try", "code", "files", "break", "compare"] as const;

interface ToolEntry {
  readonly name: string;
  readonly title: string;
  readonly Body: ComponentType<ToolsProps>;
}

const tools: readonly ToolEntry[] = [
  { name: "code", title: "The same run as code", Body: Programs },
  { name: "files", title: "The model as a file or a link", Body: Files },
  { name: "break", title: "Break it", Body: BreakIt },
  { name: "lesson", title: "Prepare a lesson", Body: Teacher },
];

export function Tools({
  isShown,
  ...given
}: ToolsProps & {
  /** Whether a lesson leaves a panel in. */
  readonly isShown: (panel: string) => boolean;
}) {
  return (
    <div class="tools">
      {tools
        .filter(({ name }) => isShown(name))
        .map(({ name, title, Body }) => (
          <details class="tool" key={name} data-panel={name}>
            <summary>
              <h2>{title}</h2>
            </summary>
            <div class="tool-body">
              <Body {...given} />
            </div>
          </details>
        ))}
    </div>
  );
}

function Programs({ session }: ToolsProps) {
  const { forget, gates, cut } = session.interventions.value;
  const { view, settings, ownText } = session;
  if (Object.keys(refusalOf(view, settings.value, ownText.value)).length > 0)
    return <p class="note">There is a program once the settings and the data are valid.</p>;
  const isBroken = forget || cut.length > 0 || Object.keys(gates).length > 0;
  return (
    <>
      {isBroken && <p class="note">The programs train without the interventions of “Break it”.</p>}
      {view.programs(session).map(({ name, id, code }) => (
        <section>
          <div class="row between">
            <h3>{name}</h3>
            <CopyButton name="Copy" id={`copy-${id}`} text={() => code} />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls needs the keyboard */}
          <pre tabIndex={0}>
            <code id={id}>{code}</code>
          </pre>
        </section>
      ))}
    </>
  );
}

function Files({ session, linkTo }: ToolsProps) {
  const [error, setError] = useState("");
  const open = async (file: File) => {
    setError("");
    await session.open(new Uint8Array(await file.arrayBuffer())).catch((reason) => setError(reasonOf(reason)));
  };
  const download = () => session.file().then(saveFile, (reason) => setError(reasonOf(reason)));
  return (
    <>
      <div class="row">
        <button id="download" type="button" onClick={download}>
          Download model.safetensors
        </button>
        <CopyButton id="copy-settings-link" name="Copy a link to these settings" text={() => linkTo({})} />
        <CopyButton
          id="copy-model-link"
          name="Copy a link with the model inside"
          text={async () => {
            const model = await session.file();
            if (model.length <= maxLinkBytes) return linkTo({ model });
            throw new Error("This model is too large for a link: download it as a file instead.");
          }}
        />
      </div>
      <div class="field">
        <FileButton
          id="open-file"
          name="Open a safetensors file"
          accept=".safetensors"
          describedBy="open-note open-error"
          isInvalid={error !== ""}
          take={open}
        />
        <p id="open-note" class="note">
          One of this kind, or PyTorch’s with the same layers.
        </p>
        <p id="open-error" class="field-error" role="alert">
          {error}
        </p>
      </div>
    </>
  );
}

function saveFile(bytes: Uint8Array<ArrayBuffer>): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "model.safetensors";
  link.click();
  // By then, the browser has started to read it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function Teacher({ session, linkTo }: ToolsProps) {
  const [lesson, setLesson] = useState<Lesson>(session.lesson.value);
  const { milestone, name } = session.view;
  return (
    <form id="lesson" onSubmit={(event) => event.preventDefault()}>
      <div class="field">
        <label for="lesson-question">Your question to the class</label>
        <input
          id="lesson-question"
          type="text"
          autocomplete="off"
          value={lesson.question ?? ""}
          onInput={({ currentTarget: { value } }) => setLesson({ ...lesson, question: value || undefined })}
        />
      </div>
      {milestone && (
        <div class="field">
          <label for="lesson-goal">Contest: {milestone} in fewer updates than</label>
          <input
            id="lesson-goal"
            name="goal"
            type="number"
            min="1"
            step="1"
            value={lesson.goal ?? ""}
            onInput={({ currentTarget: { value } }) =>
              setLesson({ ...lesson, goal: Number(value) >= 1 ? Number(value) : undefined })
            }
          />
        </div>
      )}
      <fieldset>
        <legend>Hide</legend>
        <div class="units">
          {hideable.map((panel) => (
            <label class="check">
              <input
                type="checkbox"
                name="hide"
                value={panel}
                checked={lesson.hidden.includes(panel)}
                onChange={({ currentTarget: { checked } }) =>
                  setLesson({
                    ...lesson,
                    hidden: checked ? [...lesson.hidden, panel] : lesson.hidden.filter((one) => one !== panel),
                  })
                }
              />
              {panel}
            </label>
          ))}
        </div>
      </fieldset>
      <label class="check">
        <input
          type="checkbox"
          name="projector"
          checked={lesson.projector}
          onChange={({ currentTarget: { checked } }) => setLesson({ ...lesson, projector: checked })}
        />
        large type, for a projector
      </label>
      <p class="note">
        The link has these settings, the seed, and all of the above. It opens “{name}” as your class should find it.
      </p>
      <CopyButton id="copy-lesson-link" name="Copy the lesson’s link" text={() => linkTo({ lesson })} />
    </form>
  );
}
