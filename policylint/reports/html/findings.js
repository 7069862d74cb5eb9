"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const findings = [...document.querySelectorAll("article")].map((article) => ({
    article,
    ...article.dataset,
    text: article.textContent.toLowerCase(),
  }));
  const groups = [...document.querySelectorAll(".file")].map((section) => ({
    section,
    entry: document.querySelector(`.files [data-group="${section.id}"]`),
    articles: [...section.querySelectorAll("article")],
  }));
  const shown = document.getElementById("shown");
  const words = document.getElementById("words");

  const apply = () => {
    const wished = new FormData(form);
    const severities = new Set(wished.getAll("severity"));
    const sought = (wished.get("words") || "").toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (finding) =>
      severities.has(finding.severity) &&
      ["rule", "file", "owner"].every((name) => !wished.get(name) || wished.get(name) === finding[name]) &&
      sought.every((word) => finding.text.includes(word));
    let count = 0;
    for (const finding of findings) {
      finding.article.hidden = !fits(finding);
      count += finding.article.hidden ? 0 : 1;
    }
    for (const group of groups) {
      const left = group.articles.filter((article) => !article.hidden).length;
      group.section.hidden = left === 0;
      if (group.entry) group.entry.hidden = left === 0; // a single file has no list of files
    }
    shown.textContent =
      count === findings.length ? `${count} shown` : `${count} of ${findings.length} shown`;
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      boxes[0].open = true;
      words.focus();
    } else if (event.key === "Escape" && typing) {
      words.value = "";
      apply();
    }
  });
  const boxes = ["filter-box", "files-box"].map((id) => document.getElementById(id)).filter(Boolean);
  for (const box of boxes) box.open = matchMedia("(min-width: 821px)").matches;
  boxes[0].hidden = false;
  form.reset();
  apply();
})();
