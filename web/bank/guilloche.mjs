// Draws the banknote rosette behind the demo bank's headline: `node bank/guilloche.mjs > bank/guilloche.svg`.
// One wave around a circle, repeated by rotation; two rings of opposite phase make the lines cross.

const STEPS = 160;

function ring(radius, swing, waves, lines, id) {
  const points = Array.from({ length: STEPS }, (_, step) => {
    const angle = (2 * Math.PI * step) / STEPS;
    const distance = radius + swing * Math.sin(waves * angle) * (0.7 + 0.3 * Math.cos(2 * waves * angle));
    return `${(distance * Math.cos(angle)).toFixed(1)} ${(distance * Math.sin(angle)).toFixed(1)}`;
  });
  const uses = Array.from({ length: lines }, (_, line) => {
    const turn = ((360 / waves / lines) * line).toFixed(2);
    return `<use href="#${id}" transform="rotate(${turn})"/>`;
  });
  return `<defs><path id="${id}" d="M${points.join("L")}Z"/></defs>${uses.join("")}`;
}

const rings = [ring(60, 34, 8, 10, "a"), ring(128, 44, 10, 12, "b"), ring(182, 14, 20, 6, "c")];
console.log(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 -200 400 400" fill="none" stroke="#000" stroke-width=".7">${rings.join("")}</svg>`,
);
