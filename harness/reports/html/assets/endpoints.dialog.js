"use strict";
// Opening and closing an endpoint's page by link: `#e=key` opens it, the back button closes it, focus returns.
(() => {
  const { make } = report;
  const pages = [];

  report.octets = (count) => {
    for (const [size, unit] of [[1e12, "TB"], [1e9, "GB"], [1e6, "MB"], [1e3, "kB"]]) {
      if (count >= size) return `${(Math.floor((count / size) * 10) / 10).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} ${unit}`;
    }
    return `${count} B`;
  };
  report.moment = (milliseconds) => {
    const date = new Date(milliseconds);
    if (Number.isNaN(date.getTime())) return `${Math.floor(milliseconds / 1000)} s since 1970 UTC`;
    return date.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
  };

  function find(hash) {
    if (!hash.startsWith("#e=")) return null;
    const parts = hash.slice(3).split(",");
    const [key, article] = [parts.slice(0, 4).join(","), parts[4] ?? "r1"];
    for (const page of pages) {
      const row = page.article === article ? page.data.keys.indexOf(key) : -1;
      if (row >= 0) return { page, row };
    }
    return null;
  }

  function sync() {
    const found = find(location.hash);
    for (const page of pages) if (page.dialog.open && page !== found?.page) page.dialog.close();
    if (!found) return;
    const { page, row } = found;
    page.title.textContent = `${page.known.text("name", row) ?? "(no name seen)"}, ${page.known.socket(row)}`;
    page.body.replaceChildren(...report.endpointPage(page.data, row, page.known));
    if (!page.dialog.open) page.dialog.showModal();
    page.row = row;
    page.dialog.scrollTop = 0;
    page.title.focus();
  }

  report.endpointDialog = (section, data, known) => {
    const dialog = section.querySelector("dialog");
    const page = {
      data, known, dialog, article: known.article, title: dialog.querySelector("h3"), body: dialog.querySelector(".page-body"),
    };
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      const closed = find(location.hash);
      if (document.activeElement === document.body) section.querySelector(`.live tr[data-key="${CSS.escape(data.keys[page.row])}"] a`)?.focus();
      if (closed?.page !== page) return;
      if (history.state?.opened) history.back();
      else history.replaceState(null, "", `#${section.id}`);
    });
    pages.push(page);
  };

  document.addEventListener("click", (event) => {
    const anchor = event.target.closest?.('a[href^="#e="]');
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey || !find(anchor.hash)) return;
    event.preventDefault();
    anchor.focus();
    if (anchor.hash !== location.hash) history.pushState({ opened: true }, "", anchor.hash);
    sync();
  });
  addEventListener("hashchange", sync);
  addEventListener("popstate", sync);
  report.openFromLink = sync;
  report.copyLine = (text, label) => make("p", { class: "copied" }, make("code", {}, text), report.copyButton(text, label));
})();
