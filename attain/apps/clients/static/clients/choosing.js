// Clients ticked on one page of the list stay chosen on the next, until they are handed over or let go.
const form = document.querySelector("[data-choosing]");
const KEY = "attain-chosen-clients";
const chosen = new Set(JSON.parse(sessionStorage.getItem(KEY) || "[]"));

function shown() {
  const boxes = [...document.querySelectorAll('input[name=client][form="hand-over"]')];
  for (const box of boxes) box.checked = chosen.has(box.value);
  const here = new Set(boxes.map((box) => box.value));
  form.querySelector("[data-kept]").replaceChildren(...[...chosen].filter((key) => !here.has(key)).map((key) => {
    const kept = document.createElement("input");
    Object.assign(kept, { type: "hidden", name: "client", value: key });
    return kept;
  }));
  form.querySelector("[data-count]").textContent = chosen.size.toLocaleString(document.documentElement.lang);
  form.querySelector("[data-none]").hidden = !chosen.size;
  form.querySelector("[data-needs]").disabled = !chosen.size;
  sessionStorage.setItem(KEY, JSON.stringify([...chosen]));
}

if (form) {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.name !== "client") return;
    if (box.checked) chosen.add(box.value); else chosen.delete(box.value);
    shown();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    form.elements.query.value = location.search.slice(1);
    if (event.target.closest(".datatable") || event.target.matches(".datatable")) shown();
  });
  form.querySelector("[data-none]").addEventListener("click", () => { chosen.clear(); shown(); });
  form.addEventListener("submit", () => sessionStorage.removeItem(KEY));
  shown();
}
