// The search of a published site. A classic script: a browser loads no module from a file.
const box = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const hits = /** @type {HTMLElement} */ (document.getElementById("hits"));
const count = /** @type {HTMLElement} */ (document.getElementById("count"));
const mostHits = 100;
const around = 80;

function search() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length === 0 ? [] : cells.filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)));
  count.textContent = words.length === 0 ? "" : `${found.length} ${found.length === 1 ? "place" : "places"}`;
  hits.replaceChildren(...found.slice(0, mostHits).map(({ href, title, text }) => {
    const link = Object.assign(document.createElement("a"), { href, textContent: title });
    const at = text.toLowerCase().indexOf(words[0]);
    const after = at + words[0].length;
    // From the beginning of a word to the end of one.
    const before = (at > around ? "… " : "") + text.slice(0, at).slice(-around).replace(at > around ? /^\S*\s/ : "", "");
    const behind = text.slice(after, after + around).replace(text.length > after + around ? /\s\S*$/ : "", "") + (text.length > after + around ? " …" : "");
    const item = document.createElement("li");
    item.append(link, document.createElement("br"), before, Object.assign(document.createElement("mark"), { textContent: text.slice(at, after) }), behind);
    return item;
  }));
}

box.addEventListener("input", search);
box.focus();
