/**
 * Buttons that copy: they say for a moment that they did.
 */
const saidForMs = 1500;

/** @param text made when the button is pressed */
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
      // It keeps its width, so that nothing beside it moves.
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
