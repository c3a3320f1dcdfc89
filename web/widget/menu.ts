// The panel's menu: a button and a list of actions, worked by pointer or arrow keys.

import { button, h, iconButton } from "../shared/dom.ts";
import { MORE, type Icon, icon } from "../shared/icons.ts";
import { WORDS } from "./words.ts";

export interface MenuAction {
  label: string;
  icon: Icon;
  run: () => void;
}

export class Menu {
  readonly button: HTMLButtonElement;
  readonly list: HTMLElement;
  readonly element: HTMLElement;

  constructor(actions: readonly MenuAction[]) {
    this.button = iconButton(MORE, WORDS.menu, () => (this.isOpen ? this.close() : this.open()));
    this.button.ariaHasPopup = "menu";
    const items = actions.map((action) => {
      const run = (): void => {
        this.close();
        action.run();
      };
      const item = button("", run, icon(action.icon), action.label);
      item.setAttribute("role", "menuitem");
      item.tabIndex = -1;
      return item;
    });
    this.list = h("div", { class: "menu", role: "menu", "aria-label": WORDS.menu }, ...items);
    this.element = h("div", { class: "menu-holder" }, this.button, this.list);
    this.#show(false);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.element.contains(relatedTarget as Node | null)) this.#show(false);
    });
  }

  get isOpen(): boolean {
    return !this.list.hidden;
  }

  open(): void {
    this.#show(true);
    this.#items[0]?.focus();
  }

  close(): void {
    this.#show(false);
    this.button.focus();
  }

  get #items(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role=menuitem]")];
  }

  #show(open: boolean): void {
    this.list.hidden = !open;
    this.button.ariaExpanded = String(open);
  }

  #key(event: KeyboardEvent): void {
    if (!this.isOpen) {
      if (event.key === "ArrowDown") this.open();
      return;
    }
    const items = this.#items;
    const at = items.indexOf((this.list.getRootNode() as ShadowRoot).activeElement as HTMLElement);
    const goals: Record<string, number> = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    const goal = goals[event.key];
    if (goal !== undefined) items[goal]?.focus();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
