// The signs the pages draw, as strokes on a field of 24 by 24. Each is a constant, so that a page carries only its own.

const SVG = "http://www.w3.org/2000/svg";

export type Icon = readonly string[];

/** Decoration only: the words beside it, or its button's label, say the same. */
export function icon(strokes: Icon): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", strokes.join(""));
  svg.append(path);
  return svg;
}

export const CHAT: Icon = ["M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-4.5 3.5V17H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z", "M8 9.5h8", "M8 12.8h5"];
export const CLOSE: Icon = ["M6 6l12 12", "M18 6L6 18"];
export const MINIMISE: Icon = ["M6 9l6 6 6-6"];
export const MORE: Icon = ["M12 5.2a.6.6 0 1 0 .01 0z", "M12 11.4a.6.6 0 1 0 .01 0z", "M12 17.6a.6.6 0 1 0 .01 0z"];
export const SEND: Icon = ["M12 19V5", "M6 11l6-6 6 6"];
export const PERSON: Icon = ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20.5a7.5 7.5 0 0 1 15 0"];
export const AGAIN: Icon = ["M4.5 12a7.5 7.5 0 1 1 2.4 5.5", "M4.5 19.5v-4.3h4.3"];
export const DOWNLOAD: Icon = ["M12 4v11", "M7 10.5l5 5 5-5", "M5 20h14"];
export const FILE: Icon = ["M6 3.5h8l4 4v13H6z", "M14 3.5v4h4", "M9 12.5h6", "M9 16h6"];
export const DOWN: Icon = ["M12 5v14", "M6 13l6 6 6-6"];
export const COPY: Icon = ["M9 9h10v11H9z", "M15 9V4H5v11h4"];
export const CHECK: Icon = ["M5 12.5l4.5 4.5L19 7.5"];
export const BACK: Icon = ["M15 5l-7 7 7 7"];
export const LOCK: Icon = ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"];
export const KEYBOARD: Icon = ["M3 7h18v10H3z", "M7 10.5v.01", "M12 10.5v.01", "M17 10.5v.01", "M8.5 13.8h7"];
