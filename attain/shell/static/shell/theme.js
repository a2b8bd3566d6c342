// Before the page is drawn: light or dark as chosen, else as the machine has it.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = root.dataset.chosen || "auto";
    root.dataset.theme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  };
  show();
  dark.addEventListener("change", show);
})();
