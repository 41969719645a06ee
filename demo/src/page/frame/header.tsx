/**
 * The top of the page: its name, and the views.
 */
import { type PageName, pages } from "../views.js";

export function Header({ current }: { readonly current: PageName | undefined }) {
  return (
    <header class="top">
      <a class="mark" href="#/start">
        <svg viewBox="0 0 8 8" width="22" height="22" aria-hidden="true">
          <path d="M0 0h3v2H0zM2 3h4v2H2zM5 6h3v2H5z" />
        </svg>
        <span>rnn-wasm</span>
      </a>
      <nav class="views" aria-label="Views">
        {pages.map(({ name, tab }) => (
          <a href={`#/${name}`} aria-current={name === current ? "page" : undefined}>
            {tab}
          </a>
        ))}
      </nav>
      <p class="promise">Everything happens in this page. Nothing leaves your machine.</p>
    </header>
  );
}
