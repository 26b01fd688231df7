// Figures are drawn when they are about to be seen, and those in three dimensions are put away when they are far: a
// browser keeps only some sixteen of them, and a page with more would lose the first. On a dark page, and in a narrow
// window, they have another look. Read after plotly.js and before the figures, whose own scripts call Plotly.newPlot.
(function () {
  "use strict";
  const draw = window.Plotly.newPlot;
  const figures = new Map();  // by element; each look is kept as it was last seen: a turned view stays turned
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const narrow = window.matchMedia("(max-width: 36rem)");
  const fingers = window.matchMedia("(pointer: coarse)").matches;
  let printing = false;

  // What a look changes: null takes away, an object changes what lies in it, everything else stands in its place.
  const is_object = (value) => value !== null && typeof value === "object";
  const changed = (base, change) => {
    if (!is_object(change) || Array.isArray(change)) return change;
    const result = Array.isArray(base) ? base.slice() : Object.assign({}, base);
    for (const [name, part] of Object.entries(change)) {
      if (part === null) delete result[name];
      else result[name] = changed(result[name], part);
    }
    return result;
  };
  const looks_now = () => printing ? [] : [
    dark.matches && "dark", narrow.matches && "narrow", dark.matches && narrow.matches && "dark narrow"
  ].filter(Boolean);
  const has_scenes = (figure) => Object.keys(figure.layout).some((key) => /^scene/.test(key));
  const seen_now = (element) => {
    const seen = figures.get(element);
    const looks = looks_now().filter((look) => seen[""].looks && seen[""].looks[look]);
    const name = looks.join(" ");
    if (!seen[name]) seen[name] = looks.reduce((figure, look) => changed(figure, seen[""].looks[look]), seen[""]);
    // A finger moves the page, not the axes; and what mice press would hide the title.
    if (fingers && !has_scenes(seen[name])) seen[name].layout.dragmode = false;
    if (fingers || looks.includes("narrow")) {
      seen[name].config = Object.assign({}, seen[name].config, {displayModeBar: false});
    }
    return seen[name];
  };

  const make_room = (element) => {
    const layout = seen_now(element).layout;
    element.style.width = layout.width + "px";
    element.style.height = layout.height + "px";
    element.closest(".plot").classList.toggle("dark", looks_now().includes("dark") && "looks" in figures.get(element)[""]);
  };
  window.Plotly.newPlot = (id, figure) => {
    const element = document.getElementById(id);
    figures.set(element, {"": figure});
    make_room(element);
  };
  const is_drawn = (element) => element.classList.contains("js-plotly-plot");
  const show = (element) => {
    if (is_drawn(element)) return;
    draw(element, seen_now(element));
    element.dispatchEvent(new Event("gradus-drawn", {bubbles: true}));
  };
  const put_away = (element) => {
    window.Plotly.purge(element);
    element.classList.remove("js-plotly-plot");
  };
  const watch = (margin, moved) => {
    const observer = new IntersectionObserver(
        (entries) => entries.forEach((entry) => moved(entry.target, entry.isIntersecting)), {rootMargin: margin});
    for (const element of figures.keys()) observer.observe(element.closest(".plot"));
  };
  document.addEventListener("DOMContentLoaded", () => {
    const of = (box) => box.querySelector(".gradus-figure");
    watch("25% 0px", (box, near) => near && show(of(box)));
    watch("75% 0px", (box, near) => {
      if (!near && is_drawn(of(box)) && has_scenes(seen_now(of(box)))) put_away(of(box));
    });
  });

  // Another look: what is drawn is drawn anew, and the page fits it into its window.
  const redraw = (chosen) => {
    for (const element of [...figures.keys()].filter(chosen)) {
      const drawn = is_drawn(element);
      if (drawn) put_away(element);
      make_room(element);
      if (drawn || printing) show(element);
    }
    window.dispatchEvent(new Event("resize"));
  };
  for (const query of [dark, narrow]) query.addEventListener("change", () => printing || redraw(() => true));
  // Pausing refuses the promise of what played, and the one of plotly's own play button nobody holds.
  window.addEventListener("unhandledrejection", (event) => {
    if (event.reason === undefined) event.preventDefault();
  });
  // On paper an image stands for a figure where there is one; the others are drawn for white paper.
  const has_no_image = (element) => !element.closest("figure").querySelector("img.paper");
  const print = (begins) => {
    printing = begins;
    redraw(has_no_image);
  };
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));
})();
