// Charts of a message. Their figures are a real table: for bars the chart is the table, a line has it folded beneath.

import { h, svg } from "./dom.ts";
import { formatMoney } from "./format.ts";
import type { Chart, ChartPoint } from "./protocol.ts";

/** The field a line is drawn on; it is stretched to the room there is. */
const WIDTH = 100;
const HEIGHT = 40;

const WORDS = {
  figures: "Show the figures",
  line: (title: string, count: number, first: string, last: string) =>
    `${title}: ${count} points, from ${first} to ${last}. The figures follow.`,
} as const;

export function drawChart(chart: Chart): HTMLElement {
  return chart.form === "line" && chart.points.length > 1 ? drawLine(chart) : drawBars(chart);
}

/** From 0 to 1: where each value lies between the smallest and the largest, or null and the largest. */
export function scale(values: readonly number[], withNull: boolean): (value: number) => number {
  const least = Math.min(...values, ...(withNull ? [0] : []));
  const most = Math.max(...values, ...(withNull ? [0] : []));
  return (value) => (most === least ? (withNull ? 0 : 0.5) : (value - least) / (most - least));
}

const sizeOf = ({ minor, value }: ChartPoint): number => minor ?? value ?? 0;

function wordOf({ minor, value }: ChartPoint, unit: string | null): string {
  if (minor !== undefined && unit !== null) return formatMoney({ minor, currency: unit });
  return (minor ?? value ?? 0).toLocaleString(document.documentElement.lang || undefined).replace("-", "−");
}

function drawBars({ title, unit, points }: Chart): HTMLElement {
  const at = scale(points.map(sizeOf), true);
  const rows = points.map((point) => {
    const [from, to] = [at(0), at(sizeOf(point))].sort((one, other) => one - other) as [number, number];
    const bar = svg("svg", { class: "bar", "aria-hidden": "true", viewBox: "0 0 100 1", preserveAspectRatio: "none" });
    bar.append(svg("rect", { x: from * 100, width: (to - from) * 100, height: 1 }));
    const name = h("th", { scope: "row" }, h("bdi", {}, point.label));
    return h("tr", { class: sizeOf(point) < 0 ? "below" : "" }, name, h("td", { class: "field" }, bar), amountCell(point, unit));
  });
  return drawFigure(title, h("table", { class: "bars", "aria-label": title }, h("tbody", {}, ...rows)));
}

function drawLine({ title, unit, points }: Chart): HTMLElement {
  const sizes = points.map(sizeOf);
  const at = scale(sizes, false);
  const places = sizes.map((size, place) => `${(place / (points.length - 1)) * WIDTH} ${HEIGHT - at(size) * HEIGHT}`);
  const words = points.map((point) => wordOf(point, unit));
  const [first, last] = [0, points.length - 1];
  const most = words[sizes.indexOf(Math.max(...sizes))];
  const least = words[sizes.indexOf(Math.min(...sizes))];
  const label = WORDS.line(title, points.length, `${words[first]} (${points[first]?.label})`, `${words[last]} (${points[last]?.label})`);
  const field = svg("svg", {
    class: "trend",
    role: "img",
    "aria-label": label,
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
  });
  field.append(
    svg("path", { class: "area", d: `M${places.join("L")}V${HEIGHT}H0Z` }),
    svg("path", { class: "trace", d: `M${places.join("L")}` }),
    svg("path", { class: "dots", d: places.map((place) => `M${place}h0`).join("") }),
  );
  return drawFigure(
    title,
    h("div", { class: "plot" }, scaleLabel(most, "most"), field, scaleLabel(least, "least")),
    h("p", { class: "ends", "aria-hidden": "true" }, h("bdi", {}, points[first]?.label), h("bdi", {}, points[last]?.label)),
    h("details", {}, h("summary", {}, WORDS.figures), drawFigures(title, points, unit)),
  );
}

function drawFigure(title: string, ...parts: HTMLElement[]): HTMLElement {
  return h("figure", { class: "card chart" }, h("figcaption", { dir: "auto" }, title), ...parts);
}

function scaleLabel(word: string | undefined, place: string): HTMLElement {
  return h("span", { class: place, "aria-hidden": "true" }, word);
}

function drawFigures(title: string, points: readonly ChartPoint[], unit: string | null): HTMLElement {
  return h(
    "table",
    { "aria-label": title },
    h(
      "tbody",
      {},
      ...points.map((point) => h("tr", {}, h("th", { scope: "row" }, h("bdi", {}, point.label)), amountCell(point, unit))),
    ),
  );
}

function amountCell(point: ChartPoint, unit: string | null): HTMLElement {
  return h("td", { class: "amount" }, wordOf(point, unit));
}
