"use strict";
// The table of all endpoints: filtered, sorted, one page of rows in the document at a time.
report.each("endpoints", (section, data) => {
  if (!data) return;
  const { make } = report;
  const { table, texts } = data;
  const total = data.keys.length;
  const text = (name, row) => texts[table[name][row]];
  const article = section.id.split("-")[0];
  const link = (row) => `#e=${data.keys[row]}${article === "r1" ? "" : `,${article}`}`;
  const socket = (row) => {
    const address = text("address", row);
    const port = table.port[row];
    if (port === null) return `${address} ${text("transport", row)}`;
    return `${address.includes(":") ? `[${address}]` : address}:${port} ${text("transport", row)}`;
  };

  const COLUMNS = [
    { id: "concern", title: "Concern", sort: (row) => row, cell: (row) => make("span", { class: `standing ${text("standing", row)}` }, text("concern", row) ?? "") },
    { id: "name", title: "Endpoint", head: true, sort: (row) => text("name", row) ?? "\uffff", cell: named },
    { id: "located", title: "Located", sort: (row) => text("located", row), cell: (row) => text("located", row) },
    { id: "operator", title: "Operator", sort: (row) => text("operator", row), cell: (row) => text("operator", row) },
    { id: "category", title: "Category", sort: (row) => text("category", row), cell: (row) => text("category", row) },
    { id: "up", title: "Up", number: true, sort: (row) => table.up[row], cell: (row) => report.octets(table.up[row]) },
    { id: "down", title: "Down", number: true, sort: (row) => table.down[row], cell: (row) => report.octets(table.down[row]) },
    { id: "contact", title: "Contact", sort: (row) => text("contact", row), cell: (row) => text("contact", row) },
    { id: "vantage", title: "Vantage point", sort: (row) => text("vantage", row), cell: (row) => text("vantage", row) },
    { id: "cell", title: "Cell", only: data.cells, sort: (row) => text("cell", row), cell: (row) => text("cell", row) },
    { id: "host", title: "Host", off: true, sort: (row) => text("host", row) ?? "\uffff", cell: (row) => text("host", row) ?? "not known" },
    { id: "law", title: "Not location", off: true, sort: (row) => text("law", row) ?? "\uffff", cell: (row) => text("law", row) ?? "" },
    { id: "domain", title: "Registrable domain", off: true, sort: (row) => text("domain", row) ?? "\uffff", cell: (row) => text("domain", row) ?? "none" },
    { id: "flows", title: "Flows", number: true, off: true, sort: (row) => table.flows[row], cell: (row) => String(table.flows[row]) },
    { id: "first", title: "First seen", off: true, sort: (row) => table.first[row], cell: (row) => report.moment(data.base + table.first[row]) },
    { id: "last", title: "Last seen", off: true, sort: (row) => table.last[row], cell: (row) => report.moment(data.base + table.last[row]) },
  ].filter((column) => column.only !== false);
  const FACETS = [
    { id: "countries", title: "Located", values: codes, label: (code) => (data.countries[code] ? `${code} (${data.countries[code]})` : code) },
    { id: "status", title: "Status of place" },
    { id: "operator", title: "Operator" },
    { id: "category", title: "Category" },
    { id: "vantage", title: "Vantage point" },
    { id: "cell", title: "Cell", only: data.cells },
    { id: "standing", title: data.cells ? "Standing to claims" : "Standing to countries" },
    { id: "transport", title: "Transport" },
  ].filter((facet) => facet.only !== false);
  const state = { query: "", facets: {}, sort: "concern", down: false, page: 0, size: 50, shown: new Set(COLUMNS.filter((c) => !c.off).map((c) => c.id)) };
  const SEARCHED = ["name", "address", "operator", "category", "located", "host", "domain", "concern"];
  let searched = null; // made at the first search: it is as large as the table

  function codes(value) {
    return /^([A-Z]{2})+$/.test(value) ? value.match(/../g) : [value];
  }
  /** Values by the number of their text: worked out once for each, not for each row. */
  function valuesOf(facet) {
    const known = new Map();
    return (row) => {
      const number = table[facet.id][row];
      if (!known.has(number)) known.set(number, facet.values ? facet.values(texts[number]) : [texts[number]]);
      return known.get(number);
    };
  }
  function named(row) {
    const anchor = make("a", { href: link(row), "data-endpoint": data.keys[row] }, text("name", row) ?? "(no name seen)");
    const parts = [anchor, make("br"), make("span", { class: "mono" }, socket(row))];
    if (table.interference[row]) parts.push(make("br"), make("span", { class: "standing open" }, "seen under interference"));
    return make("span", {}, ...parts);
  }

  function chosen() {
    const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length) searched ??= data.keys.map((_, row) => SEARCHED.map((name) => text(name, row) ?? "").join("\n").toLowerCase());
    const wanted = FACETS.filter((facet) => state.facets[facet.id] !== undefined);
    const rows = [];
    for (let row = 0; row < total; row += 1) {
      if (words.every((word) => searched[row].includes(word)) && wanted.every((facet) => facet.of(row).includes(state.facets[facet.id]))) rows.push(row);
    }
    const column = COLUMNS.find((one) => one.id === state.sort);
    if (column.id === "concern") return state.down ? rows.reverse() : rows; // the order that they are in
    const keyed = rows.map((row) => [column.sort(row), row]);
    const way = state.down ? -1 : 1;
    keyed.sort(([a, rowA], [b, rowB]) => (a < b ? -way : a > b ? way : rowA - rowB));
    return keyed.map(([, row]) => row);
  }

  const search = make("input", { type: "search", "data-filter": true, autocomplete: "off", spellcheck: "false" });
  const controls = make("div", { class: "controls", role: "search", "aria-label": "Filter endpoints" }, make("label", {}, "Text in name, address, operator", search));
  const selects = FACETS.map((facet) => {
    const counts = new Map();
    facet.of = valuesOf(facet);
    for (let row = 0; row < total; row += 1) for (const value of facet.of(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
    const select = make("select", { "data-facet": facet.id }, make("option", { value: "" }, "any"));
    const values = [...counts.keys()].sort();
    values.forEach((value, at) => select.append(make("option", { value: String(at) }, `${facet.label ? facet.label(value) : value}: ${counts.get(value)}`)));
    select.addEventListener("change", () => {
      if (select.value === "") delete state.facets[facet.id];
      else state.facets[facet.id] = values[Number(select.value)];
      state.page = 0;
      draw();
    });
    if (values.length > 1) controls.append(make("label", {}, facet.title, select));
    return select;
  });
  const reset = make("button", { type: "button", "data-reset": true }, "Show all");
  controls.append(reset);
  const boxes = COLUMNS.map((column) => {
    const box = make("input", { type: "checkbox", "data-column": column.id, checked: !column.off, disabled: Boolean(column.head) });
    box.addEventListener("change", () => {
      if (box.checked) state.shown.add(column.id);
      else state.shown.delete(column.id);
      draw();
    });
    return make("label", {}, box, column.title);
  });
  const choice = make("details", { class: "columns" }, make("summary", {}, "Columns"), make("fieldset", {}, make("legend", {}, "Columns shown"), ...boxes));
  const count = make("p", { role: "status", "data-count": true });
  const caption = make("caption", {}, "Endpoints: follow a name to all that is known of it");
  const [head, body] = [make("thead"), make("tbody")];
  const [before, after] = [make("button", { type: "button", "data-page": "previous" }, "Previous"), make("button", { type: "button", "data-page": "next" }, "Next")];
  const size = make("select", { "data-page-size": true }, ...[25, 50, 100, 250].map((rows) => make("option", { value: String(rows), selected: rows === state.size }, String(rows))));
  const where = make("span", { "data-page-number": true });
  const pager = make("nav", { class: "pager", "aria-label": "Pages of endpoints" }, before, where, after, make("label", {}, "Rows on a page ", size));
  const heads = COLUMNS.map((column) => {
    const button = make("button", { type: "button", "data-sort": column.id }, column.title);
    const cell = make("th", { scope: "col", class: column.number ? "number" : false, "aria-sort": "none" }, button);
    button.addEventListener("click", () => {
      state.down = state.sort === column.id ? !state.down : Boolean(column.number);
      state.sort = column.id;
      state.page = 0;
      draw();
    });
    return cell;
  });
  head.append(make("tr", {}, ...heads));

  function draw() {
    const rows = chosen();
    const pages = Math.max(1, Math.ceil(rows.length / state.size));
    state.page = Math.min(state.page, pages - 1);
    const columns = COLUMNS.filter((column) => state.shown.has(column.id));
    COLUMNS.forEach((column, at) => {
      heads[at].hidden = !state.shown.has(column.id);
      heads[at].setAttribute("aria-sort", column.id !== state.sort ? "none" : state.down ? "descending" : "ascending");
    });
    body.replaceChildren(...rows.slice(state.page * state.size, (state.page + 1) * state.size).map((row) =>
      make("tr", { "data-key": data.keys[row] }, ...columns.map((column) =>
        make(column.head ? "th" : "td", { scope: column.head ? "row" : false, class: column.number ? "number" : false, "data-cell": column.id }, column.cell(row))))));
    count.textContent = `${rows.length.toLocaleString("en")} of ${total.toLocaleString("en")} endpoints`;
    where.textContent = `Page ${state.page + 1} of ${pages}`;
    before.disabled = state.page === 0;
    after.disabled = state.page === pages - 1;
  }

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { state.query = search.value; state.page = 0; draw(); }, 120);
  });
  reset.addEventListener("click", () => {
    state.query = "";
    state.facets = {};
    state.page = 0;
    search.value = "";
    for (const select of selects) select.value = "";
    draw();
  });
  before.addEventListener("click", () => { state.page -= 1; draw(); });
  after.addEventListener("click", () => { state.page += 1; draw(); });
  size.addEventListener("change", () => { state.size = Number(size.value); state.page = 0; draw(); });
  const scroll = make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Endpoints" }, make("table", {}, caption, head, body));
  section.querySelector(".live").append(controls, choice, count, scroll, pager);
  section.classList.add("drawn");
  draw();
  report.endpointDialog(section, data, { text, socket, link, article });
});
report.openFromLink();
