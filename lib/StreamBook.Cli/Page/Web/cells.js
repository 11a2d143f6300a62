// What happens to the cells of a page when the server tells of a change.

const states = ["notrun", "waiting", "running", "passed", "failed", "skipped", "interrupted", "old"];

/**
 * @typedef {{at: number, remove: number, insert: string[], text: string | null}} PieceChange
 * @typedef {{state: string, text: string, isOld: boolean}} Status
 */

/** @returns {HTMLElement} */
const list = () => /** @type {HTMLElement} */ (document.getElementById("cells"));

/** @param {string} id @returns {HTMLElement | null} */
export const cellOf = (id) => list().querySelector(`:scope > [data-cell="${CSS.escape(id)}"]`);

/** @returns {HTMLElement[]} */
export const allCells = () => /** @type {HTMLElement[]} */ ([...list().children]);

/**
 * Makes a cell the one that keys are about, or not. Only its tools are stops of the Tab key: those of all cells would be
 * hundreds. @param {HTMLElement} cell @param {boolean} isCurrent
 */
export function mark(cell, isCurrent) {
  if (isCurrent) cell.setAttribute("aria-current", "true");
  else cell.removeAttribute("aria-current");
  cell.tabIndex = isCurrent ? 0 : -1;
  for (const tool of /** @type {NodeListOf<HTMLElement>} */ (cell.querySelectorAll(".tools button"))) tool.tabIndex = cell.tabIndex;
}

/** Elements from HTML of the server. @param {string} html */
function elements(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  attachShadows(holder.content);
  return holder.content;
}

/** A parser attaches declared shadow roots only while it loads a page. @param {ParentNode} root */
export function attachShadows(root) {
  for (const template of root.querySelectorAll("template[shadowrootmode]")) {
    const shadow = /** @type {Element} */ (template.parentElement).attachShadow({ mode: "open" });
    shadow.append(/** @type {HTMLTemplateElement} */ (template).content);
    template.remove();
  }
}

/** @param {string} html */
function piece(html) {
  const box = document.createElement("div");
  box.className = "piece";
  box.append(elements(html));
  return box;
}

/** @param {HTMLElement} outputs @param {PieceChange} change */
function applyChange(outputs, { at, remove, insert, text }) {
  if (text !== null) {
    const pre = outputs.children[at].querySelector("pre");
    if (!pre) return;
    const follows = pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 4;
    pre.insertAdjacentHTML("beforeend", text);
    if (follows) pre.scrollTop = pre.scrollHeight;
    return;
  }
  for (let i = 0; i < remove; i++) outputs.children[at].remove();
  const next = outputs.children[at] ?? null;
  for (const html of insert) outputs.insertBefore(piece(html), next);
}

/** @param {string} id @param {Status} status @param {PieceChange[]} changes */
export function applyCell(id, status, changes) {
  const cell = cellOf(id);
  if (!cell) return;
  cell.classList.remove(...states);
  cell.classList.add(status.state.toLowerCase());
  cell.classList.toggle("old", status.isOld);
  const shown = cell.querySelector(".status");
  if (shown) shown.textContent = status.text;
  const outputs = /** @type {HTMLElement | null} */ (cell.querySelector(".outputs"));
  if (outputs) changes.forEach((change) => applyChange(outputs, change));
  // An error must not hide behind a guess.
  if (status.state === "failed") cell.querySelector("details.result")?.setAttribute("open", "");
}

/** Takes the help with a task: another hint, or the solution. @param {string} id @param {string} html */
export function applyHelp(id, html) {
  const help = /** @type {HTMLElement | null} */ (cellOf(id)?.querySelector(".help"));
  const fresh = /** @type {HTMLElement | null} */ (elements(html).firstElementChild);
  if (!help || !fresh) return;
  const hadFocus = help.contains(document.activeElement);
  const solution = /** @type {HTMLDetailsElement | null} */ (fresh.querySelector("details"));
  if (solution) solution.open = Boolean(help.querySelector("details")?.open);
  help.replaceWith(fresh);
  if (hadFocus) (fresh.querySelector("button") ?? fresh).focus();
}

/** Takes what the server has of a cell, except its outputs: those come with events. @param {HTMLElement} cell @param {string} html */
export function takeBody(cell, html) {
  const fresh = elements(html).firstElementChild;
  const body = fresh?.querySelector(".body");
  if (!fresh || !body) return;
  cell.querySelector(".body")?.replaceWith(body);
  cell.querySelector(".yours")?.remove();
  const yours = fresh.querySelector(".yours");
  if (yours) cell.append(yours);
}

/**
 * Brings all cells to the state of the server. What is being edited stays as it is.
 * @param {{id: string, html: string}[]} cells
 */
export function takeAll(cells) {
  const known = new Map(allCells().map((cell) => [cell.dataset.cell, cell]));
  const focused = document.activeElement?.closest("section.cell")?.getAttribute("data-cell");
  let place = list().firstElementChild;
  for (const { id, html } of cells) {
    const fresh = /** @type {HTMLElement} */ (elements(html).firstElementChild);
    const old = known.get(id);
    known.delete(id);
    const cell = old ? merge(old, fresh) : fresh;
    if (cell === place) place = place.nextElementSibling;
    else if (old && old === place) {
      place = old.nextElementSibling;
      old.replaceWith(cell);
    } else {
      if (old && old !== cell) old.remove();
      list().insertBefore(cell, place);
    }
  }
  for (const gone of known.values()) gone.remove();
  if (focused && !document.activeElement?.closest("section.cell")) cellOf(focused)?.focus();
}

/** @param {HTMLElement} old @param {HTMLElement} fresh */
function merge(old, fresh) {
  if (old.classList.contains("editing") || old.querySelector(".guess textarea:focus")) {
    old.className = `${fresh.className}${old.classList.contains("editing") ? " editing" : ""}`;
    old.id = fresh.id;
    for (const part of [".bar", ".outputs"]) {
      const now = fresh.querySelector(part);
      if (now) old.querySelector(part)?.replaceWith(now);
    }
    mark(old, old.hasAttribute("aria-current"));
    return old;
  }
  for (const details of fresh.querySelectorAll("details"))
    details.open = Boolean(old.querySelector(`details.${CSS.escape(details.className)}`)?.hasAttribute("open"));
  mark(fresh, old.hasAttribute("aria-current"));
  return fresh;
}
