// Editing a cell: Monaco where it is there, a plain text field elsewhere and on phones. What is typed is kept in the
// browser until the server has written it.
import { command, CommandError } from "./commands.js";
import { allCells, takeBody } from "./cells.js";
import { createMonaco, loadMonaco } from "./monaco.js";
import { showConnection } from "./stream.js";

const bar = /** @type {HTMLElement} */ (document.querySelector("[data-notebook]"));
const notebook = /** @type {string} */ (bar.dataset.notebook);
const isSmall = matchMedia("(max-width: 40rem), (pointer: coarse)");
const savePause = 600;

/**
 * @typedef {{text: () => string, focus: () => void, dispose: () => void}} Editor
 * @type {WeakMap<HTMLElement, {editor: Editor, saved: string, timer: number | undefined}>}
 */
const open = new WeakMap();

/** @param {HTMLElement} cell */
const draftKey = (cell) => `draft:${notebook}:${cell.dataset.cell}`;

/** @param {HTMLElement} cell @returns {string} */
export const sourceOf = (cell) => /** @type {HTMLTextAreaElement} */ (cell.querySelector("textarea.raw")).value;

/** @param {HTMLElement} cell */
export const isEditing = (cell) => open.has(cell);

const wantsMonaco = () => bar.dataset.editor === "monaco" && !isSmall.matches;

/** @param {HTMLElement} cell */
export async function openEditor(cell) {
  if (isEditing(cell)) {
    open.get(cell)?.editor.focus();
    return;
  }
  const body = /** @type {HTMLElement} */ (cell.querySelector(".body"));
  const source = sourceOf(cell);
  const place = document.createElement("div");
  place.className = "editor";
  const label = `${cell.getAttribute("aria-label")}, editor. Escape leaves it.`;
  const state = { editor: plain(place, source, label, () => changed(cell)), saved: source, timer: undefined };
  open.set(cell, state);
  cell.classList.add("editing");
  body.append(place);
  if (cell.classList.contains("code") && wantsMonaco()) {
    const monaco = await loadMonaco();
    if (monaco && open.get(cell) === state) {
      const text = state.editor.text();
      place.replaceChildren();
      state.editor = createMonaco(monaco, place, { source: text, label, notebook, onChange: () => changed(cell) });
    }
  }
  open.get(cell)?.editor.focus();
}

/** Writes what was typed. @param {HTMLElement} cell @returns {Promise<boolean>} Whether it is written. */
export async function saveEditor(cell) {
  const state = open.get(cell);
  if (!state) return true;
  clearTimeout(state.timer);
  const text = state.editor.text();
  if (text === state.saved) return true;
  const html = await write(cell, text);
  if (html === null) return false;
  state.saved = text;
  return true;
}

/** Writes what was typed and shows the cell. @param {HTMLElement} cell */
export async function closeEditor(cell) {
  const state = open.get(cell);
  if (!state) return;
  clearTimeout(state.timer);
  const text = state.editor.text();
  open.delete(cell);
  const html = await write(cell, text);
  state.editor.dispose();
  cell.querySelector(".editor")?.remove();
  cell.classList.remove("editing");
  if (html !== null) takeBody(cell, html);
}

/** Sends drafts that an earlier page could not. */
export function restoreDrafts() {
  for (const cell of allCells()) {
    const draft = localStorage.getItem(draftKey(cell));
    if (draft === null) continue;
    if (draft === sourceOf(cell)) localStorage.removeItem(draftKey(cell));
    else write(cell, draft).then((html) => { if (html !== null) takeBody(cell, html); });
  }
}

/** @param {HTMLElement} cell */
function changed(cell) {
  const state = open.get(cell);
  if (!state) return;
  localStorage.setItem(draftKey(cell), state.editor.text());
  clearTimeout(state.timer);
  state.timer = setTimeout(() => saveEditor(cell), savePause);
}

/** @param {HTMLElement} cell @param {string} text @returns {Promise<string | null>} The cell as HTML; null if it is not written. */
async function write(cell, text) {
  try {
    const { html } = await command("edit", notebook, { cell: cell.dataset.cell, text });
    if (localStorage.getItem(draftKey(cell)) === text) localStorage.removeItem(draftKey(cell));
    return html;
  } catch (error) {
    if (error instanceof CommandError && error.status === 409) location.reload();
    else showConnection(error instanceof CommandError && error.status === 403 ? "refused" : "lost");
    localStorage.setItem(draftKey(cell), text);
    return null;
  }
}

/** @param {HTMLElement} place @param {string} source @param {string} label @param {() => void} onChange @returns {Editor} */
function plain(place, source, label, onChange) {
  const area = document.createElement("textarea");
  area.className = "plain";
  area.value = source;
  area.spellcheck = false;
  area.setAttribute("aria-label", label);
  area.autocapitalize = "off";
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", () => { fit(); onChange(); });
  place.append(area);
  requestAnimationFrame(fit);
  return { text: () => area.value, focus: () => area.focus(), dispose() {} };
}

if (wantsMonaco()) (window.requestIdleCallback ?? setTimeout)(() => loadMonaco());
