// Typesets the mathematics, fits figures into narrow windows, and fills in the neighbours of a lesson.
(function () {
  "use strict";
  if (window.katex) {
    for (const element of document.querySelectorAll(".math")) {
      window.katex.render(element.textContent, element,
                          {displayMode: element.tagName === "DIV", throwOnError: false});
    }
  }
  const smallest = 0.55;  // below this figures scroll: their words could not be read
  const fit = () => {
    for (const box of document.querySelectorAll(".fit")) {
      const figure = box.querySelector(".gradus-figure");
      if (!figure) continue;
      const width = parseFloat(figure.style.width), height = parseFloat(figure.style.height);
      const scale = Math.max(smallest, Math.min(1, box.parentElement.clientWidth / (width + 16)));
      figure.style.transformOrigin = "0 0";
      figure.style.transform = scale < 1 ? "scale(" + scale + ")" : "";
      box.style.width = width * scale + "px";
      box.style.height = height * scale + "px";
    }
  };
  fit();
  window.addEventListener("resize", fit);
  // Figures that move have plotly's slider and buttons for the mouse; these are the keys.
  const go_to = (figure, frame) => {
    const last = figure.layout.sliders[0].steps.length - 1;
    const still = {mode: "immediate", frame: {duration: 0, redraw: true}, transition: {duration: 0}};
    window.Plotly.animate(figure, [String(Math.max(0, Math.min(last, frame)))], still);
  };
  for (const box of document.querySelectorAll(".plot.moving")) {
    const figure = box.querySelector(".gradus-figure");
    if (!figure) continue;
    let playing = false;
    const press = (button) => window.Plotly.animate(figure, ...figure.layout.updatemenus[0].buttons[button].args);
    const keys = {
      ArrowLeft: (frame) => go_to(figure, frame - 1),
      ArrowRight: (frame) => go_to(figure, frame + 1),
      Home: () => go_to(figure, 0),
      End: () => go_to(figure, Infinity),
      " ": () => {
        playing = !playing;
        Promise.resolve(press(playing ? 0 : 1)).catch(() => {}).finally(() => { playing = false; });
      },
    };
    box.addEventListener("keydown", (event) => {
      const act = keys[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act(figure.layout.sliders[0].active || 0);
    });
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
