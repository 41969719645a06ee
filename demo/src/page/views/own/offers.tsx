/**
 * What can be learned from a text, with what was understood of it; or, where there is none, what it could be.
 */
import type { Proposal, proposalsFor, Understood } from "../../../shared/detect.js";
import type { SubjectName } from "../../../shared/protocol.js";
import { type Kind, kinds } from "./kinds.js";

const kindOf = (view: SubjectName) => kinds.find((kind) => kind.view === view) as Kind;

export function Guide({ take }: { readonly take: (text: string) => void }) {
  return (
    <>
      <h2>What it can be</h2>
      <ul class="kinds">
        {kinds.map(({ view, name, formats, example }) => (
          <li key={view}>
            <h3>{name}</h3>
            <p class="note">{formats}</p>
            <button type="button" data-example={view} onClick={async () => take(await example.text())}>
              Try {example.name}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface OffersProps {
  readonly found: ReturnType<typeof proposalsFor>;
  readonly choose: (kind: Kind) => void;
}

export function Offers({ found: { proposals, reasons }, choose }: OffersProps) {
  const [first, ...others] = proposals;
  return (
    <>
      {first && <Offer proposal={first} isLikeliest choose={choose} />}
      {others.map((proposal) => (
        <Offer key={proposal.view} proposal={proposal} choose={choose} />
      ))}
      {reasons.length > 0 && (
        <details open={!first}>
          <summary>{first ? "Why not something else?" : "Why nothing can be learned from this"}</summary>
          <ul>
            {reasons.map(([view, reason]) => (
              <li key={view}>
                {kindOf(view).action}: {reason}.
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

interface OfferProps {
  readonly proposal: Proposal;
  readonly isLikeliest?: boolean;
  readonly choose: (kind: Kind) => void;
}

function Offer({ proposal: { view, found, understood }, isLikeliest = false, choose }: OfferProps) {
  const kind = kindOf(view);
  return (
    <article class="card">
      <h2>{found}</h2>
      {isLikeliest && <Preview understood={understood} />}
      <p>{kind.about}</p>
      <button type="button" class={isLikeliest ? "primary" : ""} data-view={view} onClick={() => choose(kind)}>
        {kind.action}
      </button>
    </article>
  );
}

function Preview({ understood: { head, rows, values } }: { readonly understood: Understood }) {
  return (
    <div class="understood">
      <table>
        <caption class="note">How it begins, as it was read</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {values && <Line values={values} />}
    </div>
  );
}

function Line({ values }: { readonly values: readonly number[] }) {
  const [width, height] = [220, 80];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const points = values.map((value, i) => {
    const share = most === least ? 0.5 : (value - least) / (most - least);
    return `${((i / (values.length - 1)) * width).toFixed(1)} ${(height - share * height).toFixed(1)}`;
  });
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      class="spark"
      preserveAspectRatio="none"
      role="img"
      aria-label={`From ${least} to ${most}`}
    >
      <path d={`M${points.join("L")}`} />
    </svg>
  );
}
