/**
 * A text that a model is asked about. It needs no training, so it is used with each letter.
 */
interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly maxLength: number;
  readonly value: string;
  /** The text below it; a blank keeps its place. */
  readonly note?: string;
  readonly ask: (text: string) => void;
  readonly onBlur?: () => void;
}

export function TextField({ name, label, maxLength, value, note, ask, onBlur }: TextFieldProps) {
  const noteId = note === undefined ? undefined : `${name}-note`;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="text"
        maxLength={maxLength}
        autocomplete="off"
        spellcheck={false}
        value={value}
        aria-describedby={noteId}
        onInput={(event) => ask(event.currentTarget.value)}
        onBlur={onBlur}
      />
      {note !== undefined && (
        <p id={noteId} class="note">
          {note}
        </p>
      )}
    </div>
  );
}
