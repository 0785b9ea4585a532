// Counts down what the page says is left until a page goes on to the next step. The time left comes from the service;
// the browser's own clock, which may be wrong, only measures how long ago that was.

let since = performance.now();

function count(): void {
  const passed = (performance.now() - since) / 1000;
  for (const one of document.querySelectorAll<HTMLElement>("[data-until-seconds]")) {
    const left = Math.max(0, Number(one.dataset["untilSeconds"]) - passed);
    const words = left < 1 ? one.dataset["now"] : left < 120 ? one.dataset["seconds"] : one.dataset["minutes"];
    const number = left < 120 ? Math.floor(left) : Math.floor(left / 60);
    one.textContent = (words ?? "").replace("{n}", String(number));
    one.closest(".escalation")?.classList.toggle("late", left <= 120);
  }
}

export function keepCounting(): void {
  if (!document.querySelector("[data-until-seconds], main[data-refresh]")) return;
  document.addEventListener("renewed", () => {
    since = performance.now();
    count();
  });
  window.setInterval(count, 1000);
}
