// The search of a published site. A classic script: a browser loads no module from a file.
/* global cells */
const box = document.getElementById("q");
const hits = document.getElementById("hits");
const count = document.getElementById("count");
const mostHits = 100;
const around = 80;

function search() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length === 0 ? [] : cells.filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)));
  count.textContent = words.length === 0 ? "" : `${found.length} ${found.length === 1 ? "place" : "places"}`;
  hits.replaceChildren(...found.slice(0, mostHits).map(({ href, title, text }) => {
    const link = Object.assign(document.createElement("a"), { href, textContent: title });
    const at = text.toLowerCase().indexOf(words[0]);
    const item = document.createElement("li");
    item.append(link, document.createElement("br"), text.slice(Math.max(0, at - around), at + around));
    return item;
  }));
}

box.addEventListener("input", search);
box.focus();
