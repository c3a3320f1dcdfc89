// Staff sign-in: name and password, then the app's code; the first time, setting up the app and keeping recovery codes.

import { h } from "../shared/dom.ts";
import { call, Refusal, sentenceOf } from "../shared/http.ts";

export interface Me {
  name: string;
  role: string;
  permissions: string[];
}

interface Enrolment {
  enrol: { secret: string; uri: string };
}

type Done = Me & { recovery_codes: string[]; recovery_codes_left: number | null };

const FEW_RECOVERY_CODES = 3;
const get = <Kind extends HTMLElement = HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;

/** Listens to the form; `done` is called when somebody is signed in. */
export function listenForSignIn(done: (me: Me) => void): void {
  get("sign-in").addEventListener("submit", (event) => {
    event.preventDefault();
    void signIn(done);
  });
  get<HTMLDialogElement>("recovery").addEventListener("cancel", (event) => event.preventDefault());
}

/** As it is before anybody has begun. */
export function clearSignIn(): void {
  get<HTMLFormElement>("sign-in").reset();
  get("sign-in-note").textContent = "";
  for (const id of ["code-step", "enrol-step"]) get(id).hidden = true;
  get("name").focus();
  offerDemo().catch(() => {
    // a bank that is no demonstration has nothing to offer here
  });
}

async function signIn(done: (me: Me) => void): Promise<void> {
  const note = get("sign-in-note");
  note.textContent = "";
  const value = (id: string): string => get<HTMLInputElement>(id).value;
  const code = get("code-step").hidden ? {} : { code: value("code") };
  try {
    const answer = await call<Done | Enrolment>("POST", "/api/desk/sign-in", { name: value("name"), password: value("password"), ...code });
    if ("enrol" in answer) return showEnrolment(answer);
    clearSignIn();
    if (answer.recovery_codes.length > 0) await keepRecoveryCodes(answer.recovery_codes);
    done(answer);
    if ((answer.recovery_codes_left ?? FEW_RECOVERY_CODES) < FEW_RECOVERY_CODES) {
      get("line").textContent = `Recovery codes left: ${answer.recovery_codes_left}. Ask for a reset before you need one.`;
    }
  } catch (error) {
    note.textContent = sentenceOf(error);
    if (error instanceof Refusal && error.code === "code_needed") askForCode();
    if (error instanceof Refusal && error.code === "wrong_code") get<HTMLInputElement>("code").select();
  }
}

function askForCode(): void {
  get("sign-in-note").textContent = "";
  get("code-step").hidden = false;
  get("code").focus();
}

function showEnrolment({ enrol }: Enrolment): void {
  get("enrol-secret").textContent = enrol.secret.replaceAll(/(.{4})(?=.)/g, "$1 ");
  get<HTMLAnchorElement>("enrol-link").href = enrol.uri;
  get("enrol-step").hidden = false;
  askForCode();
}

/** Shows the codes until they are said to be kept: they cannot be shown again. */
function keepRecoveryCodes(codes: readonly string[]): Promise<void> {
  const dialog = get<HTMLDialogElement>("recovery");
  get("recovery-list").replaceChildren(...codes.map((code) => h("li", {}, h("code", {}, code))));
  dialog.showModal();
  return new Promise((resolve) => {
    const close = (): void => {
      get("recovery-list").replaceChildren();
      resolve();
    };
    dialog.addEventListener("close", close, { once: true });
  });
}

/** Demo only: says who may try the desk. */
async function offerDemo(): Promise<void> {
  const { staff } = await call<{ staff?: { name: string; password: string; role: string }[] }>("GET", "/api/demo");
  get("demo").hidden = staff === undefined;
  const rows = (staff ?? []).map(({ name, password, role }) =>
    h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, password), h("td", {}, role)),
  );
  get("demo-staff").replaceChildren(...rows);
}
