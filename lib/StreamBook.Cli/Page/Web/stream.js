// One event stream for all tabs of the browser. The tabs choose a leader with a Web Lock; it holds the stream and hands
// every event on over a channel. An ID is "run-number", and numbers have no gap: so each tab by itself knows what is old,
// what is next, and when something is missing and the whole state must be asked for.

/**
 * @typedef {{id: string, type: string, data: string}} Message An event of the stream.
 * @typedef {{
 *   onEvent: (type: string, data: any) => void,
 *   onHole: () => Promise<string>,
 *   onConnection?: (state: "open" | "lost" | "refused") => void,
 *   onRaw?: (message: Message) => void,
 *   onRole?: (leads: boolean) => void,
 * }} Follower What a page does with it. `onHole` brings the page to the state of now and returns the ID that belongs to it.
 */

const types = ["cell", "kernel", "help", "cells", "source", "reset", "heartbeat"];
const silenceLimit = 40_000;
const retryPause = 2_000;

/** @param {string} id */
function parse(id) {
  const dash = id.lastIndexOf("-");
  return { run: id.slice(0, dash), number: Number(id.slice(dash + 1)) };
}

/** Follows the stream from an ID on. @param {string} lastId @param {Follower} follower */
export function follow(lastId, follower) {
  const channel = new BroadcastChannel("streambook");
  let position = parse(lastId);
  /** @type {Message[] | null} What came while the state was being asked for. */
  let held = null;
  let leads = false;

  const idOfNow = () => `${position.run}-${position.number}`;

  async function fill() {
    if (held) return;
    held = [];
    try {
      position = parse(await follower.onHole());
    } catch {
      setTimeout(() => { held = null; fill(); }, retryPause);
      return;
    }
    const waiting = held;
    held = null;
    waiting.forEach(take);
  }

  /** @param {Message} message */
  function take(message) {
    if (held) {
      held.push(message);
      return;
    }
    const { run, number } = parse(message.id);
    if (message.type === "reset" || message.type === "here") {
      if (run !== position.run || number > position.number) fill();
      return;
    }
    if (run === position.run && number <= position.number) return;
    if (run !== position.run || number > position.number + 1) {
      fill().then(() => take(message));
      return;
    }
    position = { run, number };
    follower.onEvent(message.type, JSON.parse(message.data));
  }

  channel.onmessage = ({ data }) => {
    if (data.hello && leads) channel.postMessage({ id: idOfNow(), type: "here", data: "" });
    else if (data.connection) follower.onConnection?.(data.connection);
    else if (data.id) {
      follower.onRaw?.(data);
      take(data);
    }
  };

  /** @param {"open" | "lost" | "refused"} connection */
  function tellConnection(connection) {
    channel.postMessage({ connection });
    follower.onConnection?.(connection);
  }

  function lead() {
    leads = true;
    follower.onRole?.(true);
    /** @type {EventSource} */
    let source;
    let lastSign = Date.now();

    function connect() {
      source = new EventSource(`/events?after=${encodeURIComponent(idOfNow())}`);
      lastSign = Date.now();
      source.onopen = () => tellConnection("open");
      source.onerror = () => {
        // Closed is for good: the server answered, and not with a stream. It may be another run, which knows no cookie of ours.
        const isRefused = source.readyState === EventSource.CLOSED;
        tellConnection(isRefused ? "refused" : "lost");
        if (isRefused) setTimeout(connect, retryPause);
      };
      for (const type of types) {
        source.addEventListener(type, (event) => {
          lastSign = Date.now();
          const message = { id: event.lastEventId, type, data: event.data };
          follower.onRaw?.(message);
          if (type === "heartbeat") return;
          channel.postMessage(message);
          take(message);
        });
      }
    }

    function reconnectIfSilent() {
      if (Date.now() - lastSign < silenceLimit) return;
      source.close();
      connect();
    }

    connect();
    setInterval(reconnectIfSilent, 5_000);
    addEventListener("online", reconnectIfSilent);
  }

  follower.onRole?.(false);
  // Held until this tab goes away; then another one leads.
  navigator.locks.request("streambook-leader", () => { lead(); return new Promise(() => {}); });
  // What happened between the making of this page and now was told before it listened.
  channel.postMessage({ hello: true });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

/** Shows what became of the connection. @param {"open" | "lost" | "refused"} state */
export function showConnection(state) {
  const box = document.getElementById("lost");
  if (!box) return;
  box.hidden = state === "open";
  box.textContent = state === "refused"
    ? "The workbook was started anew, or has ended. Open the address that it printed; what you typed is kept in this browser."
    : "The connection to the workbook is lost. Trying again; what you type is kept.";
}

/** @returns {string} The ID up to which this page knows. */
export function pageId() {
  return document.querySelector('meta[name="last-event-id"]')?.getAttribute("content") ?? "";
}
