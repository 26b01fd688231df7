// Figures are drawn when they are about to be seen, and those in three dimensions are put away when they are far: a
// browser keeps only some sixteen of them, and a page with more would lose the first. Read after plotly.js and before
// the figures, whose own scripts call Plotly.newPlot.
(function () {
  "use strict";
  const draw = window.Plotly.newPlot;
  const figures = new Map();  // by element; kept as they were last seen, so that a turned view stays turned
  window.Plotly.newPlot = (id, figure) => { figures.set(document.getElementById(id), figure); };
  const has_scenes = (figure) => Object.keys(figure.layout).some((key) => /^scene/.test(key));
  const fingers = window.matchMedia("(pointer: coarse)").matches;
  const is_drawn = (element) => element.classList.contains("js-plotly-plot");
  const show = (element) => {
    if (is_drawn(element)) return;
    const figure = figures.get(element);
    if (fingers && !has_scenes(figure)) figure.layout.dragmode = false;  // a finger moves the page, not the axes
    draw(element, figure);
    element.dispatchEvent(new Event("gradus-drawn", {bubbles: true}));
  };
  const put_away = (element) => {
    if (!is_drawn(element) || !has_scenes(figures.get(element))) return;
    window.Plotly.purge(element);
    element.classList.remove("js-plotly-plot");
  };
  const watch = (margin, changed) => {
    const observer = new IntersectionObserver(
        (entries) => entries.forEach((entry) => changed(entry.target, entry.isIntersecting)), {rootMargin: margin});
    for (const element of figures.keys()) observer.observe(element.closest(".plot"));
  };
  document.addEventListener("DOMContentLoaded", () => {
    const of = (box) => box.querySelector(".gradus-figure");
    watch("25% 0px", (box, near) => near && show(of(box)));
    watch("75% 0px", (box, near) => near || put_away(of(box)));
  });
  // Pausing refuses the promise of what played, and the one of plotly's own play button nobody holds.
  window.addEventListener("unhandledrejection", (event) => {
    if (event.reason === undefined) event.preventDefault();
  });
  // On paper an image stands for a figure where there is one.
  window.addEventListener("beforeprint", () => {
    for (const element of figures.keys()) {
      if (!element.closest("figure").querySelector("img.paper")) show(element);
    }
  });
})();
