"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("table.list tbody tr")];
  const filter = document.querySelector("form.filter");

  // A scenario's text waits in a script element, compressed, until it is opened.
  const unpacked = async (packed) => {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };

  const fill = async (details) => {
    const later = details.querySelector(":scope > script.later");
    if (!later) return;
    later.classList.remove("later");
    const template = document.createElement("template");
    try {
      template.innerHTML = await unpacked(later.textContent.trim());
    } catch (problem) {
      template.innerHTML = '<p class="caveat">This browser is too old to show it.</p>';
    }
    later.replaceWith(template.content);
  };

  const open = async (details) => {
    details.open = true;
    await fill(details);
  };

  const chosen = (id) => (byId(id) ? byId(id).value : "");

  const show = () => {
    const words = chosen("search").toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = chosen("verdict");
    const topology = chosen("topology");
    const within = ["system", "rule"].filter(chosen);
    let shown = 0;
    for (const row of rows) {
      const { text } = row.dataset;
      const wanted =
        (!verdict || row.dataset.verdict === verdict) &&
        (!topology || row.dataset.topology === topology) &&
        within.every((id) => row.dataset[id].includes(` ${chosen(id)} `)) &&
        words.every((word) => text.includes(word));
      row.hidden = !wanted;
      byId(row.dataset.of).hidden = !wanted;
      shown += wanted;
    }
    byId("shown").textContent = `${shown} of ${rows.length} shown`;
  };

  const openTarget = async () => {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.matches("details.scenario")) return;
    await open(target);
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  };

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  const copy = async (button) => {
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      select(code);
      if (!document.execCommand("copy")) return;
    }
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  };

  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.scenario") && event.target.open) fill(event.target);
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (button) copy(button);
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) openTarget();
  });
  byId("open").addEventListener("click", () => {
    rows.filter((row) => !row.hidden).forEach((row) => open(byId(row.dataset.of)));
  });
  byId("close").addEventListener("click", () => {
    document.querySelectorAll("details.scenario[open]").forEach((each) => (each.open = false));
  });
  filter.addEventListener("input", show);
  filter.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", openTarget);
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details.scenario[open]").forEach(fill);
  });

  filter.hidden = false;
  show();
  openTarget();
})();
