// The sheet of targets: keys as in a spreadsheet, blocks pasted, sums as they would be, what is unsaved told.
document.documentElement.classList.add("scripted");
const form = document.getElementById("targets");
const table = form?.querySelector("table.sheet");
const bar = form?.querySelector(".save-bar");
const fields = table ? [...table.querySelectorAll("input.cell")] : [];
for (const field of fields) field.dataset.was = field.classList.contains("dirty") ? "\u0000" : field.value;

// -- figures ----------------------------------------------------------------------------------------------------
const { point } = form?.dataset ?? {};
// As attain/wording/typed.py reads it: with the reader's decimal point where that is a way of writing it, else the other.
function figure(text) {
  const plain = text.replace(/[\s\u00a0\u2009\u202f]+/g, " ").replace(/ ?[%€$£¥₽] ?/g, "").replace(/[−–]/, "-").replace(/’/g, "'").trim();
  if (!plain || plain === "-") return 0;
  for (const mark of [point, point === "." ? "," : "."]) {
    for (const group of [mark === "." ? "," : ".", " ", "'"]) {
      const whole = `\\d+|[1-9]\\d{0,2}(?:\\${group}\\d{3})+`;
      if (new RegExp(`^[-+]?(?:(?:${whole})(?:\\${mark}\\d*)?|\\${mark}\\d+)$`).test(plain)) {
        return Number(plain.replaceAll(group, "").replace(mark, "."));
      }
    }
  }
  return null;
}
const written = (value) => new Intl.NumberFormat(form.dataset.locale, { minimumFractionDigits: Number.isInteger(value) ? 0 : 2, maximumFractionDigits: 2 }).format(value);

// -- where the fields stand -------------------------------------------------------------------------------------
const rows = table ? [...table.querySelectorAll("tr[data-row]")].map((row) => [...row.querySelectorAll("input.cell")]) : [];
function spot(field) {
  const at = rows.findIndex((row) => row.includes(field));
  return at < 0 ? null : [at, rows[at].indexOf(field)];
}
function go(row, column) {
  const field = rows[row]?.[column];
  if (field) { field.focus(); field.select(); }
  return Boolean(field);
}

// -- unsaved ----------------------------------------------------------------------------------------------------
const unsaved = () => fields.filter((field) => field.value.trim() !== field.dataset.was);
let saving = false;
function tell() {
  const changed = unsaved();
  for (const field of fields) field.classList.toggle("dirty", changed.includes(field));
  if (bar) {
    bar.classList.toggle("dirty", changed.length > 0);
    if (changed.length) bar.querySelector(".unsaved").textContent = form.dataset.unsaved.replace("0", changed.length);
  }
  sums();
}

// The months of a quarter or half ("2026-Q4", "2026-H1").
function monthsOf(period) {
  const [, year, kind, number] = /^(\d+)-([QH])(\d)$/.exec(period) ?? [];
  const length = kind === "Q" ? 3 : 6;
  return kind ? Array.from({ length }, (_, at) => `${year}-${String((number - 1) * length + at + 1).padStart(2, "0")}`) : [];
}

// What a quarter or half comes to in a row, and what of it goes to its months without a target of their own.
function longer(row, counts, blank, whole, told) {
  for (const cell of row.querySelectorAll("[data-base].of-longer")) {
    const months = monthsOf(cell.dataset.period);
    const base = Number(cell.dataset.base || 0);
    const own = cell.matches("input") && cell.value.trim() !== "" ? figure(cell.value) : null;
    if (own !== null) whole.add(cell.dataset.period);
    if (cell.matches("input") && own !== null && cell.value.trim() !== cell.dataset.was) {
      const free = months.filter((month) => blank.has(month));
      const left = own - months.filter((month) => !blank.has(month)).reduce((sum, month) => sum + (counts[month] ?? 0), 0);
      const whole = free.reduce((sum, month) => sum + (counts[month] ?? 0), 0);
      for (const month of free) counts[month] = whole > 0 ? left * counts[month] / whole : left / free.length;
    }
    told(cell.dataset.period, own ?? months.reduce((sum, month) => sum + (counts[month] ?? 0), 0), base);
  }
}

function sums() {
  const moved = {}, opens = {}, wholes = new Set(); // wholes: longer periods that the first row has in a field
  const first = table.querySelector("tbody.own tr");
  for (const row of table.querySelectorAll("tr[data-who]")) {
    const total = row.querySelector(".sum-of");
    if (!total) continue;
    let any = false;
    const counts = {}, bases = {}, blank = new Set(), none = new Set(), inPeople = row.closest("tbody.people");
    for (const cell of row.querySelectorAll("[data-base]:not(.of-year,.of-longer)")) {
      const isField = cell.matches("input");
      const typed = isField && cell.value.trim() !== "" ? figure(cell.value) : null;
      const base = cell.dataset.base === "" ? 0 : Number(cell.dataset.base) * (form.dataset.percent ? 100 : 1);
      counts[cell.dataset.period] = isField && cell.value.trim() === "" && cell.dataset.was ? 0 : typed ?? base;
      bases[cell.dataset.period] = base;
      if (isField && cell.value.trim() === "") blank.add(cell.dataset.period);
      if (cell.dataset.base !== "" || typed !== null) any = true;
      else none.add(cell.dataset.period);
    }
    const told = (period, now, base) => {
      if (inPeople && now !== base) moved[period] = (moved[period] ?? 0) + now - base;
      if (row === first) moved[`own ${period}`] = (any || now) && !none.has(period) ? now : null;
    };
    longer(row, counts, blank, row === first ? wholes : new Set(), told);
    let sum = 0;
    for (const [period, value] of Object.entries(counts)) {
      told(period, value, bases[period]);
      if (inPeople && value !== bases[period]) moved.year = (moved.year ?? 0) + value - bases[period];
      sum += value;
    }
    any ||= sum !== 0;
    if (unsaved().some((field) => row.contains(field))) total.textContent = any ? written(sum) : "–";
    if (row === first) moved["own year"] = any ? sum : null;
  }
  for (const cell of table.querySelectorAll("[data-total]")) {
    const change = moved[cell.dataset.total] ?? (cell.dataset.total.includes("-") ? 0 : moved.year ?? 0);
    if (change || cell.dataset.touched) { cell.dataset.touched = "1"; cell.textContent = written(Number(cell.dataset.plain || 0) + change); }
  }
  for (const cell of table.querySelectorAll("[data-difference]")) {
    const key = cell.dataset.difference;
    const total = table.querySelector(`[data-total="${key}"]`);
    const change = moved[key] ?? (key.includes("-") ? 0 : moved.year ?? 0);
    const own = moved[key.includes("-") ? `own ${key}` : "own year"];
    if (!unsaved().length && !cell.dataset.touched) continue;
    cell.dataset.touched = "1";
    opens[key] = null;
    if (own === null || own === undefined || !total) continue;
    let open = own - Number(total.dataset.plain || 0) - change;
    const months = key.includes("-") ? monthsOf(key).map((month) => opens[month]) : Object.keys(opens).filter((each) => /-\d\d$/.test(each)).map((month) => opens[month]);
    if (months.includes(null) && !wholes.has(key)) open = months.reduce((sum, each) => sum + (each ?? 0), 0); // set for some months
    opens[key] = open = Math.round(open * 1e6) / 1e6;
    cell.className = `num ${cell.classList.contains("of-longer") ? "of-longer " : ""}${open > 0 ? "open" : open < 0 ? "over" : "even"}`;
    const words = open > 0 ? cell.dataset.open : open < 0 ? cell.dataset.over : cell.dataset.even;
    cell.textContent = words.replace("0", written(Math.abs(open)));
  }
}

// -- keys -------------------------------------------------------------------------------------------------------
function keyed(event) {
  const at = spot(event.target);
  if (!at) return;
  const [row, column] = at;
  const field = event.target;
  const whole = field.selectionStart === 0 && field.selectionEnd === field.value.length;
  const moves = {
    Enter: [row + (event.shiftKey ? -1 : 1), column],
    ArrowDown: [row + 1, column],
    ArrowUp: [row - 1, column],
    ArrowRight: whole || field.selectionEnd === field.value.length ? [row, column + 1] : null,
    ArrowLeft: whole || field.selectionStart === 0 ? [row, column - 1] : null,
  };
  if (event.key === "Escape" && field.dataset.was !== "\u0000") { field.value = field.dataset.was; tell(); field.select(); event.preventDefault(); return; }
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
  const to = moves[event.key];
  if (!to || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key.startsWith("Arrow") && event.shiftKey) return;
  if (go(...to) || event.key === "Enter") event.preventDefault();
}

// -- blocks -----------------------------------------------------------------------------------------------------
function pasted(event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const at = spot(event.target);
  if (!at || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const block = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  block.forEach((line, down) => line.forEach((value, right) => {
    const field = rows[at[0] + down]?.[at[1] + right];
    if (field) field.value = value.trim();
  }));
  tell();
}
function copied(event) {
  const field = event.target;
  if (!field.matches?.("input.cell") || field.selectionStart !== field.selectionEnd) return;
  const at = spot(field);
  if (!at) return;
  event.clipboardData.setData("text/plain", rows[at[0]].map((each) => each.value || each.placeholder).join("\t"));
  event.preventDefault();
}

// -- about the cell ---------------------------------------------------------------------------------------------
function about(field) {
  const words = document.getElementById("about-cell");
  const history = document.getElementById("cell-history");
  words.textContent = [field.getAttribute("aria-label"), field.dataset.told].filter(Boolean).join(": ");
  history.classList.remove("hidden");
  history.href = history.dataset.cell + encodeURIComponent(field.name.slice(2));
}

if (table) {
  table.addEventListener("keydown", keyed);
  table.addEventListener("paste", pasted);
  table.addEventListener("copy", copied);
  table.addEventListener("input", tell);
  table.addEventListener("focusin", (event) => { if (event.target.matches("input.cell")) { event.target.select(); about(event.target); } });
  form.addEventListener("click", (event) => {
    const history = event.target.closest("#cell-history, a.cell-shown");
    if (!history || !window.htmx || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    window.htmx.ajax("GET", history.href, "#panel-content");
  });
  form.addEventListener("submit", () => { saving = true; for (const field of fields) if (field.value.trim() === field.dataset.was) field.disabled = true; });
  form.querySelector("[data-lets-go]")?.addEventListener("click", () => { saving = true; });
  window.addEventListener("beforeunload", (event) => { if (!saving && unsaved().length) { event.preventDefault(); event.returnValue = form.dataset.leave; } });
  window.addEventListener("pageshow", () => { saving = false; for (const field of fields) field.disabled = false; });
  if (unsaved().length) tell();
  table.querySelector("input[aria-invalid]")?.focus();
  const wrong = table.querySelector("input[aria-invalid]");
  const now = wrong ? null : table.querySelector("thead .now");
  const scroll = table.closest(".sheet-scroll");
  const stand = () => { // a whole column stands at the left edge
    const most = scroll.scrollWidth - scroll.clientWidth, who = table.querySelector("thead .who").offsetWidth;
    if (most <= 0) return;
    const edges = [...table.querySelectorAll("thead th")].map((head) => head.offsetLeft - who).filter((left) => left <= most);
    scroll.scrollLeft = Math.min(now.offsetLeft - who, Math.max(...edges));
  };
  if (now) document.fonts.ready.then(stand); // columns are as wide as their letters
}
