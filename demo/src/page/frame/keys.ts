/**
 * Keys of the whole page, which leaves them to fields that need them.
 */
import { useEffect, useRef } from "preact/hooks";

const takesKeys = "input, textarea, select, button, summary, a, [tabindex]";
const typesText = "input:not([type=range], [type=checkbox]), textarea, select";

export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { ctrlKey, metaKey, altKey, key, target } = event;
      const action = latest.current[key];
      if (!action || ctrlKey || metaKey || altKey || !(target instanceof Element)) return;
      // Buttons use the space key but not the dot; fields use both.
      if (target.closest(key === " " ? takesKeys : typesText)) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
