/**
 * A button that chooses a file. The browser's own field is there for the keyboard and for screen readers, but looks unlike all other buttons.
 */
interface FileButtonProps {
  readonly name: string;
  readonly id?: string;
  /** Endings of the names of files, separated by commas. */
  readonly accept: string;
  /** Ids of what is said of it. */
  readonly describedBy: string;
  readonly isInvalid: boolean;
  readonly take: (file: File) => void;
}

export function FileButton({ name, id, accept, describedBy, isInvalid, take }: FileButtonProps) {
  const choose = (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    // The same file can be chosen again.
    input.value = "";
    if (file) take(file);
  };
  return (
    <label class="file">
      <input
        id={id}
        class="quiet"
        type="file"
        accept={accept}
        aria-describedby={describedBy}
        aria-invalid={isInvalid ? true : undefined}
        onChange={({ currentTarget }) => choose(currentTarget)}
      />
      {name}
    </label>
  );
}
