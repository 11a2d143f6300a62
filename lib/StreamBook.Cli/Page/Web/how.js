// The page about the stream shows the stream.
import { follow, pageId, showConnection } from "./stream.js";

const raw = /** @type {HTMLElement} */ (document.getElementById("raw"));
const role = /** @type {HTMLElement} */ (document.getElementById("role"));
const mostLength = 40_000;

follow(pageId(), {
  onEvent() {},
  async onHole() {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    return page.querySelector('meta[name="last-event-id"]')?.getAttribute("content") ?? "";
  },
  onConnection: showConnection,
  onRole(leads) {
    role.textContent = leads ? "This tab leads: it holds the stream." : "Another tab leads: this one gets the events from it.";
  },
  onRaw({ id, type, data }) {
    const shown = data.length > 300 ? `${data.slice(0, 300)} … (${data.length} characters)` : data;
    raw.textContent = `${raw.textContent}event: ${type}\nid: ${id}\ndata: ${shown}\n\n`.slice(-mostLength);
    raw.scrollTop = raw.scrollHeight;
  },
});
