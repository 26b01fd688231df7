// Typesets the mathematics, fits figures into narrow windows, and fills in the neighbours of a lesson.
(function () {
  "use strict";
  if (window.katex) {
    for (const element of document.querySelectorAll(".math")) {
      window.katex.render(element.textContent, element,
                          {displayMode: element.tagName === "DIV", throwOnError: false});
    }
  }
  const smallest = 0.55, whole = 0.43;  // figures that are a little too wide shrink further, others scroll
  const fit = () => {
    for (const box of document.querySelectorAll(".fit")) {
      const figure = box.querySelector(".gradus-figure");
      if (!figure) continue;
      const width = parseFloat(figure.style.width), height = parseFloat(figure.style.height);
      const style = getComputedStyle(box.parentElement);
      const room = box.parentElement.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const scale = room / width < whole ? smallest : Math.min(1, room / width);
      figure.style.transformOrigin = "0 0";
      figure.style.transform = scale < 1 ? "scale(" + scale + ")" : "";
      box.style.width = width * scale + "px";
      box.style.height = height * scale + "px";
    }
  };
  fit();
  window.addEventListener("resize", fit);
  // Figures that move have plotly's slider and buttons for the mouse; these are the keys.
  const still = {mode: "immediate", frame: {duration: 0, redraw: true}, transition: {duration: 0}};
  const listen = (box, figure) => {
    let shown = 0, playing = false;
    const at_start = () => {
      shown = figure.layout.sliders[0].active;
      playing = false;  // what played was put away
      figure.on("plotly_animatingframe", (event) => { shown = Number(event.name); });
    };
    const go_to = (frame) => {
      shown = Math.max(0, Math.min(figure.layout.sliders[0].steps.length - 1, frame));
      window.Plotly.animate(figure, [String(shown)], still);
    };
    const keys = {
      ArrowLeft: () => go_to(shown - 1),
      ArrowRight: () => go_to(shown + 1),
      Home: () => go_to(0),
      End: () => go_to(Infinity),
      " ": () => {
        playing = !playing;
        const button = figure.layout.updatemenus[0].buttons[playing ? 0 : 1];
        // Pausing ends the promise of what played with a refusal.
        window.Plotly.animate(figure, ...button.args).catch(() => {}).finally(() => { playing = false; });
      },
    };
    box.addEventListener("keydown", (event) => {
      if (!keys[event.key] || !figure.on || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    });
    if (figure.on) at_start();  // pages without later.js draw at once
    figure.addEventListener("gradus-drawn", at_start);
  };
  for (const box of document.querySelectorAll(".plot.moving")) {
    const figure = box.querySelector(".gradus-figure");
    if (figure) listen(box, figure);
  }
  const bar = document.querySelector("nav.neighbours");
  const lessons = window.gradusLessons || [];
  const here = bar ? lessons.findIndex((lesson) => lesson.name === bar.dataset.lesson) : -1;
  if (here < 0) return;
  const link = (lesson, rel, before, after) => {
    const a = document.createElement("a");
    a.href = "../" + lesson.name + "/index.html";
    a.rel = rel;
    a.textContent = before + lesson.title + after;
    return a;
  };
  if (here > 0) bar.prepend(link(lessons[here - 1], "prev", "←\u00a0", ""));
  else bar.prepend(document.createElement("span"));
  if (here + 1 < lessons.length) bar.append(link(lessons[here + 1], "next", "", "\u00a0→"));
  else bar.append(document.createElement("span"));
})();
