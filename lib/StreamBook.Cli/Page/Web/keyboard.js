// The keys of Jupyter and VS Code.
import { allCells, mark } from "./cells.js";
import { isEditing } from "./editor.js";

/** @returns {HTMLElement | null} The cell that keys are about. */
export const selected = () => document.querySelector('section.cell[aria-current="true"]');

/** @param {HTMLElement} cell @param {{focus?: boolean}} [how] */
export function select(cell, { focus = true } = {}) {
  const before = selected();
  if (before && before !== cell) mark(before, false);
  mark(cell, true);
  if (!focus) return;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest" });
}

/** @param {number} step */
function move(step) {
  const cells = allCells();
  const now = selected();
  const next = now ? cells[cells.indexOf(now) + step] : cells[0];
  if (next) select(next);
}

/** @param {Record<string, (cell: HTMLElement) => any>} does What the keys do. */
export function listenToKeys(does) {
  let lastKey = "";
  let lastTime = 0;

  /** @param {KeyboardEvent} event @param {HTMLElement} cell @returns {Promise<void>} */
  async function enter(event, cell) {
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey) {
      await does.close(cell);
      await does.run(cell);
      await does.below(cell);
    } else if (event.ctrlKey || event.metaKey) {
      await does.run(cell);
    } else {
      // Both stand in line already: who presses the keys again at once presses them in the next cell.
      does.close(cell);
      does.run(cell);
      const next = /** @type {HTMLElement | null} */ (cell.nextElementSibling);
      select(next ?? cell);
    }
  }

  // Before the editor has them: it would take some for its own.
  document.addEventListener("keydown", async (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (document.querySelector("dialog[open]")) return;
    const cell = /** @type {HTMLElement | null} */ (target.closest("section.cell")) ?? (target === document.body ? selected() : null);
    if (cell && event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey)) {
      await enter(event, cell);
      return;
    }
    if (cell && isEditing(cell) && target.closest(".editor")) {
      // A list of completions is closed first.
      if (event.key !== "Escape" || document.querySelector(".suggest-widget.visible, .parameter-hints-widget.visible, .find-widget.visible")) return;
      event.preventDefault();
      event.stopPropagation();
      await does.close(cell);
      select(cell);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, summary, iframe")) return;
    if (target.closest("button, a") && ["Enter", " "].includes(event.key)) return;
    const box = target.closest("pre");
    if (box && box.scrollHeight > box.clientHeight && event.key.startsWith("Arrow")) return;
    const isTwice = event.key === lastKey && event.timeStamp - lastTime < 800;
    [lastKey, lastTime] = [event.key, event.timeStamp];
    /** @type {Record<string, () => any>} */
    const keys = {
      ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1),
      Enter: () => cell && does.open(cell),
      a: () => cell && does.above(cell), b: () => cell && does.below(cell),
      d: () => isTwice && cell && does.delete(cell), i: () => isTwice && does.stop(cell ?? document.body),
      "?": () => does.help(cell ?? document.body),
    };
    const act = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!act) return;
    if (event.key.length > 1 || event.key === "?") event.preventDefault();
    if (isTwice) lastKey = "";
    event.preventDefault();
    await act();
  }, { capture: true });
}
