// The script a bank's page includes: makes <teller-chat> known.

import { TellerChat } from "./element.ts";

if (!customElements.get("teller-chat")) customElements.define("teller-chat", TellerChat);
