// A notebook: its cells, what the reader does with them, and what the server tells.
import { follow, pageId, showConnection } from "./stream.js";
import { command, CommandError, say, tab } from "./commands.js";
import { allCells, applyCell, applyHelp, attachShadows, cellOf, takeAll } from "./cells.js";
import { closeEditor, isEditing, openEditor, restoreDrafts, saveEditor } from "./editor.js";
import { listenToKeys, select, selected } from "./keyboard.js";

const bar = /** @type {HTMLElement} */ (document.querySelector("[data-notebook]"));
const notebook = /** @type {string} */ (bar.dataset.notebook);

/** @typedef {{phase: string, number: number, reason: string | null}} Kernel */

/** @param {Kernel} kernel */
function showKernel({ phase, reason }) {
  const shown = /** @type {HTMLElement} */ (document.getElementById("kernel"));
  /** @type {Record<string, string>} */
  const words = { none: "No kernel", starting: "Kernel starting", idle: "Kernel ready", busy: "Running", stopping: "Stopping" };
  shown.dataset.phase = phase;
  const text = words[phase] ?? phase;
  if (shown.textContent !== text) shown.textContent = text;
  let notice = document.getElementById("kernel-notice");
  if (!reason) {
    notice?.remove();
    return;
  }
  if (!notice) {
    notice = document.createElement("div");
    notice.id = "kernel-notice";
    notice.className = "notice";
    document.getElementById("content")?.prepend(notice);
  }
  const why = document.createElement("p");
  why.textContent = reason;
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Run the cells before again";
  again.addEventListener("click", () => {
    const first = selected() ?? allCells().findLast((cell) => cell.matches(".interrupted, .failed"));
    obey(first ? "run-before" : "run-all", first ? { cell: first.dataset.cell } : {});
  });
  notice.replaceChildren(why, again);
}

async function fetchState() {
  const response = await fetch(`/state/${notebook}`);
  if (!response.ok) throw new Error(`${response.status}`);
  const state = await response.json();
  takeAll(state.cells);
  showKernel(JSON.parse(state.kernel));
  showReset(state.hasCopy);
  return state.id;
}

/** @param {boolean} hasCopy */
function showReset(hasCopy) {
  const reset = /** @type {HTMLElement | null} */ (bar.querySelector('[data-do="reset"]'));
  if (reset) reset.hidden = !hasCopy;
}

/** Sends a command; what goes wrong is said. @param {string} verb @param {object} [body] @returns {Promise<any>} */
async function obey(verb, body) {
  try {
    return await command(verb, notebook, body);
  } catch (error) {
    if (error instanceof CommandError && error.status === 409) location.reload();
    else showConnection(error instanceof CommandError && error.status === 403 ? "refused" : "lost");
    return null;
  }
}

/** @param {HTMLElement} cell */
async function run(cell) {
  if (isEditing(cell)) await saveEditor(cell);
  if (cell.classList.contains("code")) await obey("run", { cell: cell.dataset.cell });
}

/** @param {HTMLElement} cell @param {"above" | "below"} where */
async function insert(cell, where) {
  const answer = await obey("insert", { cell: cell.dataset.cell, where });
  if (!answer) return;
  // It may come with the event or with this state, whichever is first.
  if (!cellOf(answer.cell)) await fetchState();
  const added = cellOf(answer.cell);
  if (!added) return;
  select(added);
  openEditor(added);
}

/** @type {Record<string, (cell: HTMLElement) => any>} */
const doesToCell = {
  run,
  edit: (cell) => (isEditing(cell) ? closeEditor(cell) : openEditor(cell)),
  below: (cell) => insert(cell, "below"),
  above: (cell) => insert(cell, "above"),
  "run-from": (cell) => obey("run-from", { cell: cell.dataset.cell }),
  delete: async (cell) => {
    const next = /** @type {HTMLElement | null} */ (cell.nextElementSibling ?? cell.previousElementSibling);
    if (next) select(next);
    await obey("delete", { cell: cell.dataset.cell });
    say("The cell was deleted.");
  },
  hint: async (cell) => {
    await obey("hint", { cell: cell.dataset.cell });
    say(cell.querySelector(".help li:last-child")?.textContent ?? "");
  },
  "reset-cell": async (cell) => {
    await closeEditor(cell);
    await obey("reset-cell", { cell: cell.dataset.cell });
  },
};

/** @type {Record<string, () => any>} */
const doesToNotebook = {
  "run-all": () => obey("run-all"),
  stop: () => obey("stop"),
  restart: () => obey("restart"),
  reset: () => { if (confirm("Go back to the original? Your copy is kept beside it, under .streambook/.")) obey("reset"); },
  reload: async () => { await obey("reload"); location.reload(); },
  keep: async () => { await obey("keep"); location.reload(); },
  help: () => /** @type {HTMLDialogElement} */ (document.getElementById("help")).showModal(),
};

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const button = target.closest("[data-do]");
  const cell = /** @type {HTMLElement | null} */ (target.closest("section.cell"));
  if (cell) select(cell, { focus: false });
  const verb = button?.getAttribute("data-do");
  if (!verb) return;
  if (cell) doesToCell[verb]?.(cell);
  else doesToNotebook[verb]?.();
});

document.addEventListener("focusin", (event) => {
  const cell = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("section.cell"));
  if (cell && cell !== selected()) select(cell, { focus: false });
});

document.addEventListener("dblclick", (event) => {
  const shown = /** @type {Element} */ (event.target).closest(".shown");
  const cell = /** @type {HTMLElement | null} */ (shown?.closest("section.cell"));
  if (cell) openEditor(cell);
});

document.addEventListener("change", (event) => {
  const guess = /** @type {Element} */ (event.target).closest(".guess textarea");
  const cell = guess?.closest("section.cell");
  if (cell) obey("guess", { cell: cell.getAttribute("data-cell"), text: /** @type {HTMLTextAreaElement} */ (guess).value });
});

listenToKeys({ ...doesToCell, ...doesToNotebook, open: openEditor, close: closeEditor });
attachShadows(document);
showKernel(JSON.parse(/** @type {string} */ (bar.dataset.kernel)));

follow(pageId(), {
  onEvent(type, data) {
    if (data.notebook !== notebook) return;
    if (type === "cell") {
      applyCell(data.cell, data.status, data.changes);
      const number = cellOf(data.cell)?.getAttribute("aria-label");
      if (["passed", "failed", "interrupted"].includes(data.status.state)) say(`${number}: ${data.status.state}`);
    } else if (type === "kernel") showKernel(data);
    else if (type === "help") applyHelp(data.cell, data.html);
    else if (type === "cells" || data.by !== tab) fetchState();
    else showReset(true);
  },
  onHole: fetchState,
  onConnection: showConnection,
});
restoreDrafts();
