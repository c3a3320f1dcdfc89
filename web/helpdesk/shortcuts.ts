// Single keys that work while nothing is being typed. Staff can turn them off: they are in the way of voice control.

const SETTING = "teller-desk-shortcuts";

export function shortcutsAreOn(): boolean {
  return localStorage.getItem(SETTING) !== "off";
}

export function setShortcuts(on: boolean): void {
  localStorage.setItem(SETTING, on ? "on" : "off");
}

export function listenForShortcuts(actions: Record<string, () => void>): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const isWriting = (event.target as HTMLElement).matches("input, textarea, select");
    if (event.key !== "Escape" && (isWriting || !shortcutsAreOn())) return;
    const run = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  });
}
