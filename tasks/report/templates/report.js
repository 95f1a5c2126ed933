"use strict";
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const events = new Map(all("[data-event]").map((node) => [node.dataset.event, node.dataset]));
const form = document.getElementById("filters");
const svg = document.querySelector("#map svg");

const wanted = () => {
  const { country, type } = form.elements;
  const isNew = form.elements.new.checked;
  return new Set([...events].filter(([, event]) =>
    (!country.value || event.countries.split(" ").includes(country.value)) &&
    (!type.value || event.type === type.value) && (!isNew || "new" in event)).map(([id]) => id));
};

const show = () => {
  const shown = wanted();
  for (const node of all("[data-ids]")) {
    const left = node.dataset.ids.split(" ").filter((id) => shown.has(id));
    node.toggleAttribute("hidden", !left.length);
    const count = node.querySelector("[data-count]");
    if (count) count.textContent = left.length;
    const score = node.querySelector("td[data-score]");
    if (score && left.length) {
      const mean = left.reduce((sum, id) => sum + Number(events.get(id).score), 0) / left.length;
      score.textContent = (mean < 0 ? "" : "+") + mean.toFixed(1);
    }
  }
  form.querySelector("output").textContent = shown.size === events.size ? "" : `${shown.size} of ${events.size} events`;
};

const look = (view) => {
  svg.setAttribute("viewBox", view);
  const unit = Number(view.split(" ")[2]) / (svg.clientWidth || 1000);  // of the map, for one pixel; 0 wide: not shown yet
  for (const dot of all("circle", svg)) dot.setAttribute("r", 4 * dot.dataset.r * unit);
  for (const button of all("[data-view]")) button.setAttribute("aria-pressed", button.dataset.view === view);
};

const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  if (target) target.scrollIntoView();
};

if (form) {
  const asked = new URLSearchParams(location.search);
  for (const name of ["country", "type"]) if (asked.get(name)) form.elements[name].value = asked.get(name);
  form.elements.new.checked = asked.has("new");
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  addEventListener("hashchange", reveal);
  show();
}
if (svg) {
  const named = new Set([...events.values()].flatMap((event) => event.countries.split(" ")));
  for (const path of all("[data-country]", svg)) path.toggleAttribute("data-has", named.has(path.dataset.country));
  svg.addEventListener("click", ({ target }) => {
    if (!target.hasAttribute("data-has")) return;
    form.elements.country.value = target.dataset.country;
    show();
  });
  document.querySelector(".views").hidden = false;
  for (const button of all("[data-view]")) button.addEventListener("click", () => look(button.dataset.view));
  look(svg.getAttribute("viewBox"));
  addEventListener("resize", () => look(svg.getAttribute("viewBox")));
}
// On paper nothing can be opened: the evidence is printed.
addEventListener("beforeprint", () => all("article details").forEach((each) => { each.open = true; }));
reveal();
