/**
 * The script of a report: search, filter, sort and jump. The page is complete without it. It makes no markup from text, and
 * its hash is in the content security policy.
 */
export const SCRIPT = `
(() => {
  "use strict";
  const tools = document.getElementById("tools");
  const $ = (id) => document.getElementById(id);
  for (const pre of document.querySelectorAll("pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy: " + pre.textContent.slice(0, 80));
    button.addEventListener("click", async () => {
      getSelection().selectAllChildren(pre);
      try { await navigator.clipboard.writeText(pre.textContent); } catch { if (!document.execCommand("copy")) return; }
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    pre.parentElement.append(button);
  }
  if (!tools) return;
  const SIZE = 100;
  let known;
  // The controls work while rows are still arriving; what needs all of them waits for the end.
  const lists = () => {
    known ??= [...document.querySelectorAll(".list")].map((root) => ({
      root,
      rows: [...root.querySelectorAll(".chunk > li")],
      after: [...root.children].filter((child) => !child.classList.contains("chunk")),
    }));
    return known;
  };
  const total = () => lists().reduce((sum, { rows }) => sum + rows.length, 0);
  const isLoading = () => document.readyState === "loading";
  const waitingTasks = new Set();
  const whenComplete = (task) => { if (isLoading()) waitingTasks.add(task); else task(); };
  let texts;
  const textOf = (row) => {
    if (!texts) {
      texts = new Map();
      for (const { rows } of lists()) for (const one of rows) texts.set(one, one.textContent.toLowerCase());
    }
    return texts.get(row);
  };
  const first = (row, name) => row.querySelector(":scope > " + name);
  const shown = (words, filter) => {
    const state = filter.startsWith("s:") ? filter.slice(2) : undefined;
    const field = filter.startsWith("f:") ? filter.slice(2) : undefined;
    return (row) => {
      if (state !== undefined) {
        const badge = first(row, "em");
        if ((badge ? badge.className : "done") !== state) return false;
      }
      if (field !== undefined && ![...row.querySelectorAll("dt")].some((name) => name.textContent === field)) return false;
      return words.length === 0 || words.every((word) => textOf(row).includes(word));
    };
  };
  const collator = new Intl.Collator(undefined, { numeric: true });
  const keys = {
    name: (row) => (first(row, "b") || first(row, "code")).textContent,
    id: (row) => first(row, "code").textContent,
    difference: (row) => -(row.dataset.d === undefined ? -1 : Number(row.dataset.d)),
  };
  const sorted = (rows, by) => {
    const key = keys[by];
    if (!key) return rows;
    const pairs = rows.map((row) => [key(row), row]);
    pairs.sort(([a], [b]) => (typeof a === "number" ? a - b : collator.compare(a, b)));
    return pairs.map(([, row]) => row);
  };
  const say = (count) => {
    const number = new Intl.NumberFormat("en-US");
    $("found").textContent = count === total()
      ? number.format(total()) + (total() === 1 ? " row" : " rows")
      : number.format(count) + " of " + number.format(total()) + " rows match";
  };
  const render = () => {
    const words = $("search").value.toLowerCase().split(/\\s+/).filter(Boolean);
    const test = shown(words, $("filter").value);
    let count = 0;
    for (const { root, rows, after } of lists()) {
      const matching = sorted(rows.filter(test), $("sort").value);
      count += matching.length;
      const chunks = [];
      for (let at = 0; at < matching.length; at += SIZE) {
        const chunk = document.createElement("ol");
        chunk.className = "chunk";
        chunk.append(...matching.slice(at, at + SIZE));
        chunks.push(chunk);
      }
      root.replaceChildren(...chunks, ...after);
    }
    say(count);
  };
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(() => whenComplete(render), 120); };
  const jump = () => {
    const value = $("jump").value.trim();
    if (value === "") return;
    const find = () => lists().flatMap(({ rows }) => rows).find((row) => row.dataset.l === value);
    const row = find();
    if (!row) { $("found").textContent = "No row " + value; return; }
    if (!row.isConnected) { $("search").value = ""; $("filter").value = ""; render(); }
    row.tabIndex = -1;
    row.scrollIntoView();
    row.focus({ preventScroll: true });
  };
  // A link to a row that a filter hides shows all rows first.
  addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#n"]');
    if (!link || isLoading() || document.querySelector(link.getAttribute("href"))) return;
    $("search").value = ""; $("filter").value = ""; render();
  });
  tools.hidden = false;
  tools.addEventListener("submit", (event) => { event.preventDefault(); whenComplete(jump); });
  $("search").addEventListener("input", later);
  $("filter").addEventListener("change", () => whenComplete(render));
  $("sort").addEventListener("change", () => whenComplete(render));
  $("jump").addEventListener("change", () => whenComplete(jump));
  document.addEventListener("DOMContentLoaded", () => {
    if (waitingTasks.size === 0) say(total());
    for (const task of waitingTasks) task();
    performance.mark("routera-complete");
  });
  performance.mark("routera-ready");
})();
`;
