// Keeps a page right: it asks for itself anew whenever the service says that something changed, and says so when it
// cannot know. What somebody is typing, and where they are, stays as it is.
import { Idiomorph } from "idiomorph";

/** At most one refresh in this time, so that a busy hour stays calm; the first comes at once. */
const REST_MILLISECONDS = 1000;

let refreshing = false;
let again = false;
let restUntil = 0;
let timer = 0;

async function refresh(): Promise<void> {
  if (refreshing) {
    again = true;
    return;
  }
  const rest = restUntil - Date.now();
  if (rest > 0) {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void refresh(), rest);
    return;
  }
  refreshing = true;
  restUntil = Date.now() + REST_MILLISECONDS;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html", "x-refresh": "1" }, redirect: "manual" });
    if (answer.ok) renew(await answer.text());
    else if (answer.type === "opaqueredirect" || answer.status === 401) say("signedOut");
  } catch {
    say("lost"); // the connection's own end says it, too
  } finally {
    refreshing = false;
    if (again) {
      again = false;
      void refresh();
    }
  }
}

function renew(page: string): void {
  const main = document.querySelector("main[data-refresh]");
  const newer = new DOMParser().parseFromString(page, "text/html").querySelector("main");
  if (!main || !newer) return;
  Idiomorph.morph(main, newer, {
    ignoreActiveValue: true,
    callbacks: { beforeNodeMorphed: (node: Node) => !isBeingFilled(node) },
  });
  document.dispatchEvent(new CustomEvent("renewed"));
}

/** A form that somebody has begun to fill is left alone, and so is a disclosure that they opened. */
function isBeingFilled(node: Node): boolean {
  if (node instanceof HTMLFormElement) return node.matches(":focus-within") || node.hasAttribute("data-touched");
  return false;
}

function say(what: "lost" | "signedOut"): void {
  const line = document.querySelector<HTMLElement>(".connection");
  if (!line || (!line.hidden && what === "lost")) return;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  line.textContent = (line.dataset[what] ?? "").replace("{time}", time);
  line.hidden = false;
}

function unsay(): void {
  const line = document.querySelector<HTMLElement>(".connection");
  if (line) line.hidden = true;
}

export function keepLive(): void {
  const address = document.body.dataset["live"];
  if (!address || !document.querySelector("main[data-refresh]")) return;
  document.addEventListener("input", (event) => (event.target as HTMLElement).closest("form")?.setAttribute("data-touched", ""));
  let known = "";
  const events = new EventSource(address);
  events.addEventListener("hello", (event) => {
    unsay();
    if (known !== "" && known !== event.data) void refresh(); // something was missed while the connection was lost
    known = event.data;
  });
  events.addEventListener("changed", (event) => {
    known = event.data;
    void refresh();
  });
  events.addEventListener("signed-out", () => {
    events.close();
    say("signedOut");
  });
  events.addEventListener("error", () => say("lost"));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void refresh();
  });
}
