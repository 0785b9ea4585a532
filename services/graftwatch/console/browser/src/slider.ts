// The slider over the trial's days: the picture follows the thumb, by mouse, finger or arrow keys. First the verdict of
// the day under it, then, where the thumb rests, the charts. The page's address is the day's, so that it can be reloaded,
// printed and handed on.
import { Idiomorph } from "idiomorph";

/** The thumb has rested for so long: its day is asked for; and so long: its charts, too. */
const REST_MILLISECONDS = 60;
const LOOK_MILLISECONDS = 150;

/** What is shown at last, or is being asked for; one request at a time, and the newest day next. */
let wanted = "";
let working = false;

export function keepSlider(): void {
  reveal();
  document.addEventListener("renewed", reveal);
  document.addEventListener("input", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.id !== "slider") return;
    say(event.target);
    wanted = dayOf(event.target);
    if (!working) void follow(event.target);
  });
}

/** Without this script there is no slider, only the date and its button. */
function reveal(): void {
  document.querySelector("#slider")?.closest("[hidden]")?.removeAttribute("hidden");
}

/** The day under the thumb, as it stands in addresses. */
function dayOf(range: HTMLInputElement): string {
  const day = new Date(`${range.dataset["first"] ?? ""}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + range.valueAsNumber);
  return day.toISOString().slice(0, 10);
}

function say(range: HTMLInputElement): void {
  const day = dayOf(range);
  range.setAttribute("aria-valuetext", day);
  const output = range.form?.querySelector("output");
  if (output) output.textContent = day;
  const date = range.form?.querySelector<HTMLInputElement>("#as_of");
  if (date) date.value = day;
}

async function follow(range: HTMLInputElement): Promise<void> {
  working = true;
  const main = document.querySelector("main");
  try {
    while (main && range.form) {
      const day = await rested(REST_MILLISECONDS);
      main.querySelector("#behind")?.setAttribute("aria-busy", "true");
      await show(main, range.form, day, true);
      if (day !== (await rested(LOOK_MILLISECONDS))) continue;
      await show(main, range.form, day, false);
      if (day === wanted) return;
    }
  } catch {
    // the connection's own line says that it is lost
  } finally {
    working = false;
  }
}

/** The day on which the thumb has rested for so long. */
async function rested(milliseconds: number): Promise<string> {
  for (;;) {
    const day = wanted;
    await new Promise((done) => window.setTimeout(done, milliseconds));
    if (day === wanted) return day;
  }
}

async function show(main: Element, form: HTMLFormElement, day: string, verdict: boolean): Promise<void> {
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) address.searchParams.set(name, String(value));
  address.searchParams.set("as_of", day);
  const asked = new URL(address);
  if (verdict) asked.searchParams.set("part", "verdict");
  const answer = await fetch(asked, { headers: { accept: "text/html" }, redirect: "manual" });
  if (!answer.ok) {
    location.assign(address); // signed out, or no such day: the page itself says which
    return;
  }
  const newer = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  if (!newer || day !== wanted) return;
  history.replaceState(null, "", address);
  Idiomorph.morph(main, newer, {
    callbacks: {
      // The slider itself, which somebody may be moving on already, and what comes later, stay as they are.
      beforeNodeMorphed: (older: Node, other: Node) => !isKept(older) && !isLater(other),
      beforeAttributeUpdated: (name: string, node: Element) => !(name === "open" && node.matches("details")),
    },
  });
}

function isKept(node: Node): boolean {
  return node instanceof Element && node.matches("[data-keep]");
}

function isLater(node: Node): boolean {
  return node instanceof Element && node.matches("[data-later]");
}
