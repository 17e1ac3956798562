// What makes the pages quicker and puts times into the reader's zone. Without it every page reads and works the same.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const say = words => { one("#said").textContent = words; };
  document.documentElement.classList.add("js");

  // Times of the track become the reader's; the track's stay in the title.
  const zoned = new Intl.DateTimeFormat(undefined, {
    weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short",
  });
  const localTimes = within => all("time[data-local]", within).forEach(time => {
    time.title = time.textContent;
    time.textContent = zoned.format(new Date(time.dateTime));
  });

  // As the server words it: the two largest units.
  const span = minutes => {
    const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
    if (days) return `${days} d ${hours} h`;
    return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
  };
  const countDown = () => all("[data-until]").forEach(away => {
    const left = new Date(away.dataset.until) - Date.now();
    const words = span(Math.floor(Math.abs(left) / 60000));
    away.textContent = left < 0 ? `${words} ago` : `in ${words}`;
  });

  // Every link and form of a view carries what is seen now.
  const carry = () => {
    const seen = new URL(location.href).searchParams;
    all("a[data-view]").forEach(link => {
      const url = new URL(link.href);
      const own = new URLSearchParams(link.dataset.view);
      const next = new URLSearchParams(seen);
      own.forEach((value, name) => next.set(name, value));
      url.search = next;
      link.href = url;
    });
    all("form[data-filter] input[type=hidden], form.inline input[type=hidden]").forEach(field => field.remove());
    all("form[data-filter], form.inline").forEach(form => seen.forEach((value, name) => {
      if (form.elements.namedItem(name)) return;
      const field = document.createElement("input");
      [field.type, field.name, field.value] = ["hidden", name, value];
      form.prepend(field);
    }));
    all("a[data-sort]").forEach(link => {
      const url = new URL(location.href);
      const head = link.closest("th").getAttribute("aria-sort");
      const next = head ? (head === "descending" ? "asc" : "desc") : link.dataset.first;
      url.searchParams.set("sort", link.dataset.sort);
      url.searchParams.set("dir", next);
      link.href = url;
    });
  };

  // Rows sort by what is printed, equal ones by name, what is missing last: as the server does it.
  const sort = link => {
    const head = link.closest("th");
    const index = head.cellIndex;
    const descending = new URL(link.href).searchParams.get("dir") === "desc";
    const body = one("tbody", head.closest("table"));
    const keyed = [...body.rows].map(row => {
      const text = row.cells[index].textContent.trim();
      const missing = text === "–";
      const number = missing || text === "" ? NaN : Number(text);
      return { row, missing, number, text: text.toLowerCase(), name: row.cells[0].textContent.toLowerCase() };
    });
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    keyed.sort((a, b) => {
      if (a.missing || b.missing) return a.missing - b.missing || compare(a.name, b.name);
      const numbers = !Number.isNaN(a.number) && !Number.isNaN(b.number);
      const order = numbers ? a.number - b.number : compare(a.text, b.text);
      return (descending ? -order : order) || compare(a.name, b.name);
    });
    body.append(...keyed.map(of => of.row));
    all("th[aria-sort]", head.parentNode).forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    say(`Sorted by ${link.textContent.trim()}, ${descending ? "highest first" : "lowest first"}.`);
  };

  const filter = words => {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = all("#slate tbody tr");
    rows.forEach(row => { row.hidden = !wanted.every(word => row.dataset.words.includes(word)); });
    const shown = rows.filter(row => !row.hidden).length;
    const note = one("#shown");
    if (note) {
      const rest = note.textContent.replace(/^.*?\.\s/, "");
      note.textContent = `${shown === rows.length ? `${shown} drivers` : `${shown} of ${rows.length} drivers match the filter`}. ${rest}`;
    }
  };

  // Another view of the same page: fetched, and put in place of the one there is.
  let wanted = 0;
  const visit = async (href, { push = true, focus } = {}) => {
    const number = ++wanted;
    const main = one("#main");
    main.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(href, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = one("#main", page);
      if (number !== wanted) return;
      if (!next || !answer.ok) { location.assign(href); return; }
      if (push) history.pushState({}, "", answer.url);
      document.title = page.title;
      const scrolled = one(".grid")?.scrollLeft;
      main.replaceWith(next);
      begin(next);
      const again = focus && one(focus, next);
      if (again) again.focus();
      if (scrolled && one(".grid")) one(".grid").scrollLeft = scrolled;
      say("Updated.");
    } catch {
      location.assign(href);
    } finally {
      one("#main").removeAttribute("aria-busy");
    }
  };

  document.addEventListener("click", event => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const link = event.target.closest("a");
    if (!link || !plain || event.defaultPrevented) return;
    if (link.dataset.sort) {
      event.preventDefault();
      sort(link);
      history.pushState({}, "", link.href);
      carry();
    } else if (link.dataset.view) {
      event.preventDefault();
      visit(link.href, { focus: `a[data-view="${CSS.escape(link.dataset.view)}"]` });
    }
  });

  document.addEventListener("input", event => {
    const form = event.target.closest("form[data-filter]");
    if (!form || event.target.name !== "q") return;
    filter(event.target.value);
    const url = new URL(location.href);
    if (event.target.value.trim()) url.searchParams.set("q", event.target.value.trim());
    else url.searchParams.delete("q");
    history.replaceState({}, "", url);
    carry();
  });

  document.addEventListener("submit", event => {
    if (event.target.matches("form[data-filter]")) event.preventDefault();
    // Once is enough; the page that comes back has a new button.
    else if (event.target.method === "post") setTimeout(() => all("button", event.target).forEach(button => { button.disabled = true; }));
  });
  window.addEventListener("pageshow", event => {
    if (event.persisted) all("button[disabled]").forEach(button => { button.disabled = false; });
  });
  window.addEventListener("popstate", () => visit(location.href, { push: false }));

  // A file goes to the API as it is; the job that imports it shows among the jobs.
  document.addEventListener("submit", async event => {
    const form = event.target;
    if (!form.matches("form[data-upload]")) return;
    event.preventDefault();
    const file = form.elements.file.files[0];
    const query = new URLSearchParams({ file: file.name });
    if (form.elements.supersede.value.trim()) query.set("supersede", form.elements.supersede.value.trim());
    const told = one("[data-said]", form);
    told.textContent = `Sending ${file.name}.`;
    const answer = await fetch(`/v1/imports/${form.elements.kind.value}?${query}`, {
      method: "POST", body: file, headers: { "content-type": "application/octet-stream", "x-csrf-token": form.dataset.upload },
    }).catch(error => error);
    if (answer.ok) { location.assign("/operations#jobs"); location.reload(); return; }
    const problem = answer.json ? await answer.json() : { detail: String(answer) };
    told.textContent = `${file.name} was not taken: ${problem.detail}`;
  });

  // How far the first running job is, by one stream of events; once it has ended, the page shows what came out.
  const watch = within => {
    const row = one("[data-job]", within);
    if (!row) return;
    const events = new EventSource(`/v1/jobs/${row.dataset.job}/events`);
    const told = event => {
      const job = JSON.parse(event.data);
      one("[data-state]", row).textContent = job.state;
      const done = job.progress;
      if (done) one("[data-progress]", row).textContent = done.total ? `${done.what}: ${done.done} of ${done.total}` : `${done.what}: ${done.done}`;
      if (["queued", "running"].includes(job.state)) return;
      events.close();
      say(`The job has ${job.state}.`);
      location.reload();
    };
    events.addEventListener("job", told);
    window.addEventListener("pagehide", () => events.close(), { once: true });
  };

  const begin = within => {
    localTimes(within);
    if (one("#slate", within)) carry();
    watch(within);
  };
  begin(document);
  countDown();
  setInterval(countDown, 30000);
})();
