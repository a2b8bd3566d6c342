// What pages do beside showing: open the panel, ask before harm, tell news. Pages work without it where they can.
const panel = () => document.getElementById("panel");

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "panel-content" && !panel().open) panel().showModal();
});
document.addEventListener("htmx:responseError", (event) => {
  const text = document.body.dataset.failed;
  if (text) toast(text);
  console.info("the server answered", event.detail.xhr.status);
});
document.addEventListener("htmx:sendError", () => toast(document.body.dataset.offline));
window.addEventListener("online", () => untoast(document.body.dataset.offline));

document.addEventListener("click", (event) => {
  const closes = event.target.closest("[data-closes]");
  if (closes) (closes.closest("dialog") || closes.closest(closes.dataset.closes))?.[closes.closest("dialog") ? "close" : "remove"]();
  if (event.target.matches("dialog")) event.target.close();
  const says = event.target.closest("[data-toast]");
  if (says) toast(says.dataset.toast);
  const asks = event.target.closest("[data-asks]");
  if (asks) { event.preventDefault(); document.getElementById(asks.dataset.asks)?.showModal(); }
  for (const open of document.querySelectorAll("details.drop[open]")) {
    if (!open.contains(event.target)) open.removeAttribute("open");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const open of document.querySelectorAll("details.drop[open]")) {
    open.removeAttribute("open");
    open.querySelector("summary").focus();
  }
  if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
    const search = document.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.focus(); }
  }
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
});
// A table shown as this reader left it: the address says so, and can be sent on.
const kept = document.querySelectorAll("[data-address]");
if (kept.length === 1) history.replaceState(history.state, "", kept[0].dataset.address);

// Who fills in what belongs to a choice has chosen it.
document.addEventListener("input", (event) => {
  const ticks = event.target.closest("[data-ticks]")?.dataset.ticks;
  if (ticks && event.target.value) document.getElementById(ticks).checked = true;
});

document.addEventListener("input", (event) => {
  const shows = event.target.dataset?.shows;
  if (shows) document.getElementById(shows).value = event.target.value;
});

// What is said once need not stand there twice, nor once it is no longer so.
function untoast(text) {
  for (const each of document.querySelectorAll(".toasts > div")) if (each.textContent === text) each.remove();
}
export function toast(text) {
  const place = document.querySelector(".toasts");
  if (!place || !text) return;
  untoast(text);
  const made = document.createElement("div");
  made.className = "toast";
  made.setAttribute("role", "status");
  made.textContent = text;
  place.append(made);
  setTimeout(() => made.remove(), 8000);
}
