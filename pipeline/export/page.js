"use strict";
(() => {
  const sentences = [...document.querySelectorAll(".s")];
  const facts = [...document.querySelectorAll(".facts li")];
  const said = document.getElementById("said");
  const panel = document.getElementById("panel");
  const factsOf = (sentence) => sentence.dataset.facts.split(" ");
  let pinned = null;

  const clear = () => {
    for (const lit of document.querySelectorAll(".lit, .own")) lit.classList.remove("lit", "own");
  };

  // Bring an element into view inside the panel only: the page itself must not jump under the pointer.
  const reveal = (element) => {
    const outer = panel.getBoundingClientRect();
    const inner = element.getBoundingClientRect();
    if (inner.top < outer.top || inner.bottom > outer.bottom) {
      panel.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  };

  const show = (element, follow) => {
    clear();
    element.classList.add("own");
    if (element.matches(".s")) {
      const ids = new Set(factsOf(element));
      const lit = facts.filter((fact) => ids.has(fact.dataset.id));
      for (const fact of lit) fact.classList.add("lit");
      if (lit.length) reveal(lit[0]);
      said.textContent = "本句依据：" + lit.map(
        (fact) => fact.dataset.id + "（" + fact.querySelector(".line").textContent + "）").join("、");
    } else {
      const lit = sentences.filter((sentence) => factsOf(sentence).includes(element.dataset.id));
      for (const sentence of lit) sentence.classList.add("lit");
      if (lit.length && follow) lit[0].scrollIntoView({ block: "nearest" });
      said.textContent = element.dataset.id + (lit.length ? "用于正文" + lit.length + "句" : "没有写进正文");
    }
  };

  const rest = () => {
    if (pinned) show(pinned, false);
    else {
      clear();
      said.textContent = "";
    }
  };

  for (const element of [...sentences, ...facts]) {
    element.addEventListener("mouseenter", () => show(element, false));
    element.addEventListener("mouseleave", rest);
    element.addEventListener("focus", () => show(element, true));
    element.addEventListener("blur", rest);
    element.addEventListener("click", () => {
      pinned = element;
      show(element, true);
    });
    element.addEventListener("keydown", (event) => {
      if (event.target === element && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        element.click();
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      pinned = null;
      rest();
    }
  });
  for (const button of document.querySelectorAll("[data-found]")) {
    button.addEventListener("click", () => {
      const marks = [...document.querySelectorAll(".at-" + button.dataset.found)];
      clear();
      for (const mark of marks) mark.classList.add("own");
      if (marks.length) marks[0].scrollIntoView({ block: "center" });
    });
  }
})();
