/**
 * Registers the service worker once the page is idle, so that it delays nothing.
 */
import { fastestVariant } from "../../../ts/core/variant.js";

/** Safari has no idle callbacks. */
const laterMs = 1000;

export function workOffline(): void {
  // Pages from files, and browsers that keep nothing, have none.
  if (!("serviceWorker" in navigator)) return;
  const register = () => {
    const address = `./service-worker.js?variant=${fastestVariant()}`;
    navigator.serviceWorker.register(address).catch(() => {
      // Without it, the page works while its host is there.
    });
  };
  addEventListener("load", () => setTimeout(register, laterMs));
}
