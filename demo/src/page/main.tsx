/**
 * Starts the page.
 */
import { render } from "preact";
import { App } from "./app.js";
import { workOffline } from "./offline.js";

render(<App />, document.querySelector("#page") as HTMLElement);
workOffline();
