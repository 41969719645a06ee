// The data in the page: small and free, from files of the repository and from npm packages under free licenses.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { allLocales } from "@faker-js/faker";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Languages whose surnames differ in letters, and countries whose towns do: lists of @faker-js/faker (MIT). */
const languages = { Czech: "cs_CZ", German: "de", Italian: "it", Polish: "pl", Spanish: "es", Turkish: "tr" };
const countries = { Germany: "de", Italy: "it", Poland: "pl" };
const [namesEach, townsEach] = [280, 160];
const sources = ["network", "plane"];

/** The second column of a file of examples/data/, which names its source in examples/forecasts.ts. */
async function column(name) {
  const lines = (await readFile(`${root}examples/data/${name}.csv`, "utf8")).trim().split("\n").slice(1);
  return lines.map((line) => Number(line.split(",")[1]));
}

/** Evenly from the whole list, which is sorted, in an order that is not. */
function chosen(list, count) {
  const all = [...new Set(list)].filter((name) => /^\p{L}[\p{L} '-]{2,15}$/u.test(name));
  const some = all.filter(
    (_, i) => Math.floor((i * count) / all.length) !== Math.floor(((i - 1) * count) / all.length),
  );
  const hash = (text) =>
    [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.codePointAt(0)) >>> 0, 7) % 9973;
  return some.sort((a, b) => hash(a) - hash(b));
}

const strings = (given) =>
  (Array.isArray(given) ? given : Object.values(given ?? {}).flat()).filter((name) => typeof name === "string");

const makers = {
  series: async () => ({
    airlinePassengers: await column("airline-passengers"),
    seattleTemperatures: await column("seattle-temperatures"),
  }),
  names: async () => ({
    surnames: byName(languages, (locale) =>
      chosen(strings(allLocales[locale].person.last_name), namesEach)
        .filter((name) => !name.includes(" "))
        .join(" "),
    ),
  }),
  texts: async () => ({
    towns: byName(countries, (locale) => chosen(strings(allLocales[locale].location.city_name), townsEach).join("\n")),
    // Lewis Carroll, 1865 and 1871 (public domain).
    poem: (await readFile(`${root}demo/poem.txt`, "utf8")).trim(),
    // This page's own source code (MIT OR Apache-2.0).
    code: (await Promise.all(sources.map((name) => readFile(`${root}demo/src/worker/${name}.ts`, "utf8")))).join("\n"),
  }),
};

/** Few of each for the first page, so that it weighs little. */
const [fewNames, fewTowns] = [32, 60];
makers.few = async () => ({
  surnames: byName({ Polish: "pl", Italian: "it", German: "de" }, (locale) =>
    chosen(strings(allLocales[locale].person.last_name), fewNames),
  ),
  towns: chosen(strings(allLocales.de.location.city_name), fewTowns),
});

const byName = (locales, list) =>
  Object.fromEntries(Object.entries(locales).map(([name, locale]) => [name, list(locale)]));

/**
 * A module of demo/src/shared/corpora/.
 * @param {string} file "series.js"
 */
export async function corpus(file) {
  const values = await makers[file.replace(".js", "")]();
  return Object.entries(values)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`)
    .join("");
}
