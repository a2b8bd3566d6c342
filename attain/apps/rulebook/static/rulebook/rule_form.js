// The form of a rule: pictures that follow what is typed, rows that come and go, the sum of weights, lines of the text.
const LEFT = 44, TOP = 12, RIGHT = 308, BOTTOM = 142, AIR = 0.12;

// 1500, 1 500, 1.5% → a number; anything else (a param's name, nothing) → null.
function number(text) {
  const plain = text.replace(/^above /, "").replace(/[\s\u00a0\u202f']/g, "").replace("％", "%");
  if (!/^[-+]?(\d+(\.\d+)?|\.\d+)%?$/.test(plain)) return null;
  return plain.endsWith("%") ? parseFloat(plain) / 100 : parseFloat(plain);
}

function rows(table) {
  return [...table.tBodies[0].rows].map((row) => Object.fromEntries(
    [...row.querySelectorAll("[data-column]")].map((input) => [input.dataset.column, input.value.trim()])
  )).filter((row) => Object.values(row).some(Boolean));
}

function corners(form, given) {
  const found = [];
  if (form === "tiers") {
    let low = 0;
    for (const row of given) {
      const rate = number(row.rate || row.amount || ""), end = row.to || row.through || "";
      if (rate === null || (end && number(end) === null)) return [];
      const high = end ? number(end) : low + (low / 3 || 1);
      found.push([low, rate], [high, rate]);
      low = high;
    }
    return found;
  }
  const points = given.map((row) => [number(row.x || ""), number(row.below || ""), number(row.y || "")])
    .filter(([x, , y]) => x !== null && y !== null).sort((one, other) => one[0] - other[0]);
  for (const [x, below, y] of points) {
    if (form === "steps" && found.length) found.push([x, found.at(-1)[1]]);
    if (below !== null) found.push([x, below]);
    found.push([x, y]);
  }
  return found;
}

function marks(form, given, axis) {
  const columns = form === "tiers" ? { x: ["to", "through"], y: ["rate", "amount"] } : { x: ["x"], y: ["y"] };
  const found = new Map();
  for (const row of given) for (const column of columns[axis]) {
    const value = number(row[column] || "");
    if (value !== null) found.set(value, row[column].replace(/^above /, ""));
  }
  return [...found].sort((one, other) => one[0] - other[0]);
}

function thinned(found, place, apart) {
  const kept = [];
  const placed = found.map(([value, text]) => [place(value), text]);
  for (const mark of [...placed.slice(0, 1), ...placed.slice(1).slice(-1), ...placed.slice(1, -1)]) {
    if (kept.every((other) => Math.abs(other[0] - mark[0]) >= apart)) kept.push(mark);
  }
  return kept;
}

function label(text, x, y, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "text");
  for (const [name, value] of Object.entries({ x, y, ...attributes })) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

function draw(part) {
  const svg = part.querySelector("[data-picture]");
  if (!svg) return;
  const form = svg.dataset.picture, given = rows(part.querySelector("table"));
  const was = JSON.parse(svg.closest("figure").dataset.was || "[]");
  const now = corners(form, given), past = corners(form, was), all = [...now, ...past];
  if (now.length < 2) return;
  let [lowX, highX] = [Math.min(...all.map((c) => c[0])), Math.max(...all.map((c) => c[0]))];
  if (form !== "tiers") {
    const air = (highX - lowX) * AIR || 1;
    [lowX, highX] = [lowX - air, highX + air];
  }
  const lowY = Math.min(0, ...all.map((c) => c[1]));
  const most = Math.max(...all.map((c) => c[1])), highY = most > lowY ? most : lowY + 1;
  const across = (x) => LEFT + (x - lowX) / (highX - lowX) * (RIGHT - LEFT);
  const upward = (y) => BOTTOM - (y - lowY) / (highY - lowY) * (BOTTOM - TOP);
  const line = (found) => found.length
    ? [[lowX, found[0][1]], ...found, [highX, found.at(-1)[1]]].map(([x, y]) => `${across(x).toFixed(1)},${upward(y).toFixed(1)}`).join(" ")
    : "";
  svg.querySelector(".curve").setAttribute("points", line(now));
  svg.querySelector(".past").setAttribute("points", JSON.stringify(now) === JSON.stringify(past) ? "" : line(past));
  svg.querySelector(".across").replaceChildren(...thinned(marks(form, given, "x"), across, 34)
    .map(([at, text]) => label(text, at.toFixed(1), 158, { "text-anchor": "middle" })));
  svg.querySelector(".upward").replaceChildren(...thinned(marks(form, given, "y"), upward, 14)
    .map(([at, text]) => label(text, 38, at.toFixed(1), { "text-anchor": "end", "dominant-baseline": "central" })));
}

// The last row is always blank: as soon as something stands in it, another one follows.
function grow(part) {
  const body = part.querySelector("tbody"), last = body?.rows[body.rows.length - 1];
  if (!last || ![...last.querySelectorAll("[data-column]")].some((input) => input.value.trim())) return;
  const made = last.cloneNode(true);
  for (const input of made.querySelectorAll("input")) {
    input.value = "";
    input.removeAttribute("aria-invalid");
    const name = input.getAttribute("aria-label");
    if (name) input.setAttribute("aria-label", name.replace(/\d+$/, (count) => String(Number(count) + 1)));
  }
  for (const told of made.querySelectorAll(".errors")) told.remove();
  body.append(made);
  removable(part);
}

function removable(part) {
  const all = [...part.querySelectorAll("[data-removes]")];
  all.forEach((button, at) => { button.hidden = at === all.length - 1; });
}

function weigh() {
  const told = document.querySelector("[data-weights]");
  if (!told) return;
  const inputs = [...document.querySelectorAll("[data-weight]")];
  const sum = inputs.reduce((all, input) => all + (number(input.value) ?? 0), 0);
  told.querySelector("output").value = String(Math.round(sum * 1e6) / 1e6);
  told.querySelector("b").className = Math.abs(sum - Number(told.dataset.weights)) < 1e-9 ? "ok" : "bad";
}

const parts = () => document.querySelectorAll("[data-table]");
for (const part of parts()) removable(part);
document.addEventListener("input", (event) => {
  const part = event.target.closest("[data-table]");
  if (part) { grow(part); draw(part); }
  if (event.target.matches("[data-weight]")) weigh();
  if (event.target.id === "text") number_lines(event.target);
});
document.addEventListener("click", (event) => {
  const removes = event.target.closest("[data-removes]");
  if (removes) {
    const part = removes.closest("[data-table]");
    removes.closest("tr").remove();
    removable(part);
    draw(part);
    part.querySelector("[data-column]")?.focus();
  }
  const line = event.target.closest("[data-line]");
  if (line) go(Number(line.dataset.line));
});

function number_lines(text) {
  const count = text.value.split("\n").length, place = text.parentElement.querySelector(".lines");
  if (place.childElementCount === count) return;
  text.rows = count;
  place.replaceChildren(...Array.from({ length: count }, (_, at) => {
    const made = document.createElement("span");
    made.textContent = `${at + 1}\n`;
    return made;
  }));
}

function go(line) {
  const text = document.getElementById("text");
  if (!text) return;
  const before = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(before, before + (text.value.slice(before).split("\n")[0] || "").length);
}
