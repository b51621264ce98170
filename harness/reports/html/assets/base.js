"use strict";
// What sections share. Text reaches the page as text only: nothing here parses markup.
const report = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);

  /** An element with attributes; children are elements or text. */
  function make(tag, attributes = {}, ...children) {
    const found = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) found.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) found.setAttribute(name, value);
    }
    found.append(...children.filter((child) => child !== null && child !== undefined));
    return found;
  }

  /** Run `draw(section, data)` for each section of that name in the page. */
  function each(name, draw) {
    for (const section of document.querySelectorAll(`section[data-section="${name}"]`)) {
      draw(section, data[section.id] ?? null);
    }
  }

  /** A button that copies a text and says so. */
  function copyButton(text, label) {
    const button = make("button", { type: "button", class: "copy" }, label);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        const range = document.createRange();
        range.selectNodeContents(button.previousElementSibling ?? button);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        button.textContent = "Selected: press Ctrl-C";
      }
      setTimeout(() => { button.textContent = label; }, 2000);
    });
    return button;
  }

  return { data, make, each, copyButton };
})();

(() => {
  const button = document.getElementById("theme");
  const themes = ["system", "light", "dark"];
  let current = 0;
  button.hidden = false;
  button.addEventListener("click", () => {
    current = (current + 1) % themes.length;
    const theme = themes[current];
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  });
  for (const held of document.querySelectorAll("[data-copy]")) {
    held.after(report.copyButton(held.textContent, held.dataset.copy));
  }
})();

(() => {
  // What is folded is part of the evidence: on paper it is open.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
})();
