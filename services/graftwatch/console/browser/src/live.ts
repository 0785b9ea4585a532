// Keeps a page right: it asks for itself anew whenever something changed that it shows, and says so when it cannot know.
// What somebody is typing, what they opened, and where they are, stays as it is.
import { Idiomorph } from "idiomorph";

/** At most one refresh in this time, so that a busy hour stays calm; the first comes at once. */
const REST_MILLISECONDS = 400;
/** A page that could not be had is asked for again after this. */
const AGAIN_MILLISECONDS = 5000;
/** Signs of life come every 15 seconds. Two missing, the connection is taken for lost, whatever the browser thinks. */
const QUIET_MILLISECONDS = 35_000;

/** How often each topic has changed, and `run`: in which run of the console. */
type Stand = Readonly<Record<string, string | number>>;

let shown: Stand = {};
let heard: Stand = {};
let heardAt = Date.now();
let events: EventSource | undefined;
let over = false;
let refreshing = false;
let restUntil = 0;
let timer = 0;

/** Asks for the page anew where something it shows has changed since; once at a time, and with a rest between. */
function refresh(): void {
  if (over || refreshing || document.hidden || !isOld()) return;
  window.clearTimeout(timer);
  const rest = restUntil - Date.now();
  if (rest > 0) {
    timer = window.setTimeout(refresh, rest);
    return;
  }
  refreshing = true;
  restUntil = Date.now() + REST_MILLISECONDS;
  void ask().then((done) => {
    refreshing = false;
    if (done) refresh();
    else if (!over) timer = window.setTimeout(refresh, AGAIN_MILLISECONDS);
  });
}

function isOld(): boolean {
  if (shown["run"] !== heard["run"]) return "run" in heard;
  return topics().some((one) => shown[one] !== heard[one]);
}

/** What this page shows; where it does not say, everything but what feeds send and who signs in. */
function topics(): string[] {
  const said = document.querySelector<HTMLElement>("main[data-refresh]")?.dataset["refresh"] ?? "";
  return said.trim() === "" ? Object.keys(heard).filter((one) => one !== "messages" && one !== "people") : said.trim().split(/\s+/);
}

async function ask(): Promise<boolean> {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html", "x-refresh": "1" }, redirect: "manual" });
    if (answer.ok) {
      renew(await answer.text());
      return true;
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) signedOut();
    else if (answer.status < 500) reload(); // no such page any more, or not for this role: the page itself says which
    else say("lost");
  } catch {
    say("lost");
  }
  return false;
}

function renew(page: string): void {
  const main = document.querySelector("main[data-refresh]");
  const newer = new DOMParser().parseFromString(page, "text/html");
  const newerMain = newer.querySelector("main[data-refresh]");
  if (!main || !newerMain || loaded(newer) !== loaded(document)) {
    reload(); // another page stands there now, or it is another version's
    return;
  }
  shown = standOf(newer);
  document.title = newer.title;
  Idiomorph.morph(main, newerMain, {
    callbacks: {
      beforeNodeMorphed: (node: Node) => !isBeingFilled(node),
      beforeNodeRemoved: (node: Node) => !isBeingFilled(node) && !(node instanceof Element && node.querySelector(FILLED)),
      beforeAttributeUpdated: (name: string, node: Element) => !(name === "open" && node.matches("details, dialog")),
    },
  });
  document.dispatchEvent(new CustomEvent("renewed"));
}

const FILLED = "form[data-touched]";

/** A form that somebody has begun to fill is left alone, and so is a field that somebody is in. */
function isBeingFilled(node: Node): boolean {
  if (!(node instanceof Element)) return false;
  return node.matches(`${FILLED}, form:focus-within, input:focus, select:focus, textarea:focus`);
}

/** Which script and styles a page loads: those of another version have other addresses. */
function loaded(page: Document): string {
  return [...page.querySelectorAll("script[src], link[rel=stylesheet]")]
    .map((one) => one.getAttribute("src") ?? one.getAttribute("href") ?? "")
    .sort()
    .join(" ");
}

function reload(): void {
  if (document.querySelector(FILLED)) return;
  over = true;
  events?.close();
  location.reload();
}

function standOf(page: Document): Stand {
  return JSON.parse(page.body.dataset["stand"] ?? "{}") as Stand;
}

function say(what: "lost" | "signedOut"): void {
  const line = document.querySelector<HTMLElement>(".connection");
  if (!line || (!line.hidden && what === "lost")) return;
  const time = new Date(heardAt).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  line.textContent = (line.dataset[what] ?? "").replace("{time}", time);
  line.hidden = false;
}

function signedOut(): void {
  over = true;
  events?.close();
  say("signedOut");
}

function alive(): void {
  heardAt = Date.now();
  const line = document.querySelector<HTMLElement>(".connection");
  if (line && !over) line.hidden = true;
}

function listen(address: string): void {
  events?.close();
  events = new EventSource(address);
  events.addEventListener("stand", (event) => {
    alive();
    heard = JSON.parse(event.data) as Stand;
    refresh();
  });
  events.addEventListener("awake", alive);
  events.addEventListener("signed-out", signedOut);
  events.addEventListener("error", () => {
    if (!over) say("lost");
  });
}

/** A browser gives up where the answer is no stream, and takes minutes to see that a network is gone. */
function watch(address: string): void {
  if (over || document.hidden) return;
  const lost = Date.now() - heardAt > QUIET_MILLISECONDS;
  if (lost) say("lost");
  if (!lost && events?.readyState !== EventSource.CLOSED) return;
  heardAt = lost ? heardAt : Date.now() - QUIET_MILLISECONDS / 2;
  void ask(); // says whether somebody is signed out
  listen(address);
}

export function keepLive(): void {
  const address = document.body.dataset["live"];
  if (!address || !document.querySelector("main[data-refresh]")) return;
  shown = standOf(document);
  document.addEventListener("input", (event) => (event.target as HTMLElement).closest("form")?.setAttribute("data-touched", ""));
  listen(address);
  window.setInterval(() => watch(address), AGAIN_MILLISECONDS);
  document.addEventListener("visibilitychange", () => {
    watch(address);
    refresh();
  });
}
