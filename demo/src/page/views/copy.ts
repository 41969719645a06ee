/**
 * Buttons that copy text and confirm it briefly.
 */
const saidForMs = 1500;

/** @param text called when the button is pressed */
export function copyOnClick(
  button: HTMLButtonElement,
  text: () => string | Promise<string>,
  failed: (error: unknown) => void,
): void {
  const name = button.textContent;
  let timer: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(await text());
      // A fixed width keeps the layout stable.
      button.style.minWidth = `${button.offsetWidth}px`;
      button.textContent = "Copied";
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = name;
      }, saidForMs);
    } catch (error) {
      failed(error);
    }
  });
}
