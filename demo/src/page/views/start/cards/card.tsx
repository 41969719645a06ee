/**
 * A question, and a small network that learns to answer it.
 */
import type { ComponentType } from "preact";
import type { Glimpse, GlimpseName } from "../../../../shared/glimpses.js";
import { whole } from "../../../frame/numbers.js";

export interface CardOf<Name extends GlimpseName> {
  /** The view that it leads to. */
  readonly name: Name;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  /** What the network shows; undefined until there is one. */
  readonly Picture: ComponentType<{ readonly glimpse: Glimpse<Name> | undefined }>;
}

export function Card<Name extends GlimpseName>({
  card,
  glimpse,
}: {
  readonly card: CardOf<Name>;
  readonly glimpse: Glimpse<Name> | undefined;
}) {
  const { name, kind, title, text, Picture } = card;
  return (
    <a class="card choice" href={`#/${name}`}>
      <span class="kind">{kind}</span>
      <h3>{title}</h3>
      {/* What moves is no part of the link's name. */}
      <div class="picture" aria-hidden="true">
        <Picture glimpse={glimpse} />
      </div>
      <p class="updates" aria-hidden="true">
        {glimpse && stateOf(glimpse)}
      </p>
      <p>{text}</p>
    </a>
  );
}

function stateOf({ update, runs, isLast }: Glimpse<GlimpseName>): string {
  if (update === 0) return runs === 0 ? "not trained yet" : "begins anew, not trained yet";
  return `after ${whole(update)} updates${isLast ? "; begins anew soon" : ""}`;
}
