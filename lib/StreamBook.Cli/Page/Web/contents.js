// Pages that show no notebook: they follow the stream too, as any tab may be the one that leads.
import { follow, pageId, showConnection } from "./stream.js";

let isStale = false;

async function refresh() {
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.querySelectorAll(".toc").forEach((list, index) => {
    const fresh = page.querySelectorAll(".toc")[index];
    if (fresh) list.replaceWith(fresh);
  });
  return page.querySelector('meta[name="last-event-id"]')?.getAttribute("content") ?? "";
}

follow(pageId(), {
  onEvent(type, data) {
    if (type !== "cell" || data.status.state !== "passed" || isStale || !document.querySelector(".toc")) return;
    isStale = true;
    setTimeout(() => { isStale = false; refresh(); }, 500);
  },
  onHole: refresh,
  onConnection: showConnection,
});
