// Charts are drawn from the table that stands under them: data-chart names its kind, the JSON beside it its numbers.
/* global echarts */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const drawn = new Map();

function option(given) {
  const ink = colour("--ink"), soft = colour("--soft"), line = colour("--line");
  const axis = { axisLabel: { color: soft, hideOverlap: true }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } };
  const kinds = {
    value: (s) => ({ type: "line", symbol: "circle", symbolSize: 7, lineStyle: { width: 2.5, color: colour("--accent") }, itemStyle: { color: colour("--accent") } }),
    target: (s) => ({ type: "line", step: "middle", symbol: "none", lineStyle: { width: 1.5, type: "dashed", color: soft }, itemStyle: { color: soft } }),
    bar: (s) => ({ type: "bar", barMaxWidth: 34, itemStyle: { color: colour("--accent") } }),
    past: (s) => ({ type: "bar", barMaxWidth: 34, itemStyle: { color: colour("--line") } }),
  };
  return {
    animation: false,
    textStyle: { fontFamily: "inherit", color: ink },
    grid: { left: 8, right: 12, top: given.series.length > 1 ? 34 : 14, bottom: 6, containLabel: true },
    legend: given.series.length > 1 ? { type: "scroll", top: 0, left: 0, right: 0, textStyle: { color: soft }, icon: "roundRect" } : undefined,
    tooltip: { trigger: "axis", confine: true, renderMode: "richText", valueFormatter: (v) => (v == null ? "–" : (given.written?.[String(v)] ?? v)) },
    xAxis: { type: "category", data: given.labels, ...axis },
    yAxis: { type: "value", scale: given.scale ?? false, min: given.min, max: given.max, ...axis, axisLabel: { color: soft, formatter: (v) => (given.percent ? `${Math.round(v * 1000) / 10} %` : new Intl.NumberFormat(document.documentElement.lang).format(v)) } },
    series: given.series.map((s) => ({ name: s.name, data: s.values, connectNulls: false, ...kinds[s.kind](s) })),
  };
}

function draw(place) {
  const given = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  drawn.get(place)?.dispose();
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption(option(given));
  drawn.set(place, chart);
}

function all(root) { for (const place of root.querySelectorAll("[data-chart]")) draw(place); }

addEventListener("resize", () => drawn.forEach((chart, place) => (place.isConnected ? chart.resize() : drawn.delete(place))));
document.addEventListener("htmx:afterSettle", (event) => all(event.target));
new MutationObserver(() => all(document)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
all(document);
