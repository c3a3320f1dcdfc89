// The administrator's view: who has an account at the desk, and with which role.

import { h } from "../shared/dom.ts";
import { call, sentenceOf } from "../shared/http.ts";

interface People {
  staff: { name: string; display_name: string; role: string; enrolled: boolean }[];
  roles: string[];
}

const get = <Kind extends HTMLElement = HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;

export async function showPeople(me: string): Promise<void> {
  await keep(() => call<People>("GET", "/api/desk/staff"), me);
}

async function keep(ask: () => Promise<People>, me: string): Promise<void> {
  const note = get("people-note");
  note.textContent = "";
  try {
    draw(await ask(), me);
  } catch (error) {
    note.textContent = sentenceOf(error);
    if (get("people-rows").childElementCount > 0) draw(await call<People>("GET", "/api/desk/staff"), me);
  }
}

function draw({ staff, roles }: People, me: string): void {
  const rows = staff.map(({ name, display_name, role, enrolled }) => {
    const select = h(
      "select",
      { "aria-label": `Role of ${name}`, disabled: display_name === me },
      ...roles.map((each) => h("option", { value: each, selected: each === role }, each)),
    );
    select.addEventListener("change", () => void keep(() => call<People>("POST", "/api/desk/staff/role", { name, role: select.value }), me));
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, h("bdi", {}, name)),
      h("td", { "data-label": "Shown as" }, h("bdi", {}, display_name)),
      h("td", { "data-label": "Role" }, select),
      h("td", { "data-label": "Second factor" }, enrolled ? "set up" : "not yet"),
    );
  });
  get("people-rows").replaceChildren(...rows);
}
