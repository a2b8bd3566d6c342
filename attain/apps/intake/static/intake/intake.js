// Files dropped on their field; examples of a chosen column; suggestions put in their place. All of it works without.
for (const zone of document.querySelectorAll("[data-drops]")) {
  const field = document.getElementById(zone.dataset.drops);
  const told = zone.querySelector("output");
  const tell = () => { told.value = field.files.length > 1 ? [...field.files].map((file) => file.name).join(", ") : ""; };
  for (const kind of ["dragenter", "dragover"]) zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); field.files = event.dataTransfer.files; tell(); });
  field.addEventListener("change", tell);
}
document.addEventListener("change", (event) => {
  const place = document.getElementById(event.target.dataset?.examples);
  if (!place) return;
  const chosen = event.target.selectedOptions[0];
  place.textContent = chosen.dataset.example || "";
  place.parentElement.querySelector(".why")?.remove();
  if (chosen.value.startsWith("=")) event.target.closest("tr").querySelector("details").open = true;
});
document.addEventListener("click", (event) => {
  const puts = event.target.closest("[data-puts]");
  if (!puts) return;
  const field = document.getElementById(puts.dataset.puts);
  field.value = puts.dataset.value;
  field.focus();
});
