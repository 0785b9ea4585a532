// The timeline's picture under a pointer, a finger or the keyboard: what a part of it shows stands in the rows of the
// table below, and is shown beside it. Tab goes from lane to lane, arrows go along a lane and between lanes, Escape
// closes. Without this script each part has its words as a title, and leads to its message or its row.

const LEAVE_MILLISECONDS = 250;
/** How much of what is seen lies before the newest mark, where the picture is wider than the screen. */
const BEFORE_NEWEST = 0.85;

let panel: HTMLElement | null = null;
let shownFor: SVGAElement | null = null;
let leaving = 0;
const scrolled = new WeakSet<Element>();

function lanes(): SVGAElement[][] {
  return [...document.querySelectorAll(".timeline-svg .lane")]
    .map((lane) => [...lane.querySelectorAll<SVGAElement>("a")])
    .filter((cells) => cells.length > 0);
}

/** One stop of the Tab key a lane; the words of a part are its label, so that no second box with them opens. */
function prepare(): void {
  for (const cells of lanes()) {
    const stop = cells.find((one) => one === shownFor) ?? cells[0];
    for (const cell of cells) {
      cell.setAttribute("tabindex", cell === stop ? "0" : "-1");
      const title = cell.querySelector("title");
      if (title) {
        cell.setAttribute("aria-label", title.textContent ?? "");
        cell.removeAttribute("aria-labelledby");
        title.remove();
      }
    }
  }
  for (const plot of document.querySelectorAll(".timeline-scroll")) toNewest(plot);
  if (shownFor && !shownFor.isConnected) close();
}

function toNewest(plot: Element): void {
  if (scrolled.has(plot)) return;
  scrolled.add(plot);
  const ends = [...plot.querySelectorAll(".cell")].map((one) => one.getBoundingClientRect().right);
  if (plot.scrollWidth <= plot.clientWidth || ends.length === 0) return;
  const begin = plot.getBoundingClientRect().left - plot.scrollLeft;
  plot.scrollLeft = Math.max(...ends) - begin - plot.clientWidth * BEFORE_NEWEST;
}

function cellOf(target: EventTarget | null): SVGAElement | null {
  return target instanceof Element ? target.closest<SVGAElement>(".timeline-svg a") : null;
}

function show(cell: SVGAElement): void {
  window.clearTimeout(leaving);
  if (shownFor === cell) return;
  close();
  const rows = [...document.querySelectorAll<HTMLTableRowElement>(`tr[data-cell="${CSS.escape(cell.id)}"]`)];
  if (rows.length === 0) return;
  panel ??= made();
  const list = document.createElement("ul");
  for (const row of rows) list.append(item(row));
  panel.replaceChildren(list);
  panel.setAttribute("aria-label", cell.getAttribute("aria-label") ?? "");
  panel.hidden = false;
  shownFor = cell;
  cell.classList.add("pinned");
  place(cell, panel);
}

function item(row: HTMLTableRowElement): HTMLLIElement {
  const [when, what, says, status, from] = [...row.cells];
  const made = document.createElement("li");
  const head = document.createElement("p");
  const name = document.createElement("b");
  name.textContent = what?.textContent ?? "";
  head.append(name, ` · ${when?.textContent ?? ""}`);
  made.append(head);
  for (const words of [says?.textContent ?? "", status?.textContent ?? ""]) {
    if (words.trim() === "") continue;
    const line = document.createElement("p");
    line.textContent = words;
    made.append(line);
  }
  if (from && from.childElementCount > 0) {
    const line = document.createElement("p");
    line.className = "quiet";
    for (const one of from.children) line.append(one.cloneNode(true), " ");
    made.append(line);
  }
  return made;
}

function made(): HTMLElement {
  const box = document.createElement("div");
  box.className = "timeline-panel";
  box.setAttribute("role", "region");
  box.addEventListener("pointerenter", () => window.clearTimeout(leaving));
  box.addEventListener("pointerleave", leave);
  document.body.append(box);
  return box;
}

/** Below the part, or above it where there is no room; never beyond the edges of the screen. */
function place(cell: SVGAElement, box: HTMLElement): void {
  const at = cell.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left + at.width / 2 - size.width / 2), document.documentElement.clientWidth - size.width - 8);
  const below = at.bottom + 6;
  const top = below + size.height > window.innerHeight && at.top - size.height - 6 > 0 ? at.top - size.height - 6 : below;
  box.style.left = `${Math.max(8, left) + window.scrollX}px`;
  box.style.top = `${top + window.scrollY}px`;
}

function close(): void {
  window.clearTimeout(leaving);
  shownFor?.classList.remove("pinned");
  shownFor = null;
  if (panel) panel.hidden = true;
}

function leave(): void {
  window.clearTimeout(leaving);
  leaving = window.setTimeout(() => {
    if (!shownFor || document.activeElement !== shownFor) close();
  }, LEAVE_MILLISECONDS);
}

function go(cell: SVGAElement | undefined): void {
  if (!cell) return;
  for (const one of cell.closest(".lane")?.querySelectorAll<SVGAElement>("a") ?? []) one.setAttribute("tabindex", one === cell ? "0" : "-1");
  cell.focus();
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  show(cell);
}

function byKey(event: KeyboardEvent): void {
  if (event.key === "Escape" && shownFor) {
    const back = shownFor;
    if (panel?.contains(document.activeElement)) back.focus();
    close();
    event.preventDefault();
    return;
  }
  const cell = cellOf(document.activeElement);
  if (!cell) return;
  const all = lanes();
  const lane = all.findIndex((cells) => cells.includes(cell));
  const cells = all[lane] ?? [];
  const place = cells.indexOf(cell);
  const to: Record<string, () => SVGAElement | undefined> = {
    ArrowRight: () => cells[place + 1],
    ArrowLeft: () => cells[place - 1],
    Home: () => cells[0],
    End: () => cells[cells.length - 1],
    ArrowDown: () => nearest(all[lane + 1], cell),
    ArrowUp: () => nearest(all[lane - 1], cell),
  };
  const wanted = to[event.key];
  if (!wanted) return;
  event.preventDefault();
  go(wanted());
}

function nearest(cells: SVGAElement[] | undefined, to: SVGAElement): SVGAElement | undefined {
  const middle = (one: SVGAElement) => one.getBoundingClientRect().left + one.getBoundingClientRect().width / 2;
  return cells?.reduce((best, one) => (Math.abs(middle(one) - middle(to)) < Math.abs(middle(best) - middle(to)) ? one : best));
}

/** A part with one message leads to it; one with several shows them, and the links in what it shows are gone to. */
function byClick(event: MouseEvent): void {
  const cell = cellOf(event.target);
  if (!cell) {
    if (shownFor && !(event.target instanceof Node && panel?.contains(event.target))) close();
    return;
  }
  const touched = event instanceof PointerEvent && event.pointerType === "touch";
  if (!touched && !cell.getAttribute("href")?.startsWith("#")) return;
  event.preventDefault();
  const known = shownFor === cell;
  show(cell);
  if (event.detail === 0 || known) panel?.querySelector<HTMLElement>("a")?.focus(); // by Enter, or a second time
}

export function pointAtTimelines(): void {
  prepare();
  document.addEventListener("renewed", prepare);
  document.addEventListener("pointerover", (event) => {
    const cell = event.pointerType === "mouse" ? cellOf(event.target) : null;
    if (cell) show(cell);
  });
  document.addEventListener("pointerout", (event) => {
    if (cellOf(event.target)) leave();
  });
  document.addEventListener("focusin", (event) => {
    const cell = cellOf(event.target);
    if (cell?.matches(":focus-visible")) show(cell);
  });
  document.addEventListener("focusout", (event) => {
    if (cellOf(event.target) && !(event.relatedTarget instanceof Node && panel?.contains(event.relatedTarget))) leave();
  });
  document.addEventListener("keydown", byKey);
  document.addEventListener("click", byClick);
}
