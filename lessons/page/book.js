// Typesets the mathematics and fills in the neighbours of a lesson.
(function () {
  "use strict";
  if (window.katex) {
    for (const element of document.querySelectorAll(".math")) {
      window.katex.render(element.textContent, element,
                          {displayMode: element.tagName === "DIV", throwOnError: false});
    }
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
  if (here > 0) bar.prepend(link(lessons[here - 1], "prev", "← ", ""));
  else bar.prepend(document.createElement("span"));
  if (here + 1 < lessons.length) bar.append(link(lessons[here + 1], "next", "", " →"));
  else bar.append(document.createElement("span"));
})();
