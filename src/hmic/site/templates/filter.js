(() => {
  const form = document.querySelector("form.filter"), shown = document.getElementById("shown");
  const fold = document.querySelector("details.filter"), body = document.querySelector("#items tbody");
  const rows = [...document.querySelectorAll("#items tbody tr")];
  const words = rows.map((row) => `${row.textContent} ${row.dataset.text}`.toLowerCase());
  const fields = [...form.elements].filter((field) => field.name);
  const set = (field, value) => {
    if (field.type === "checkbox") field.checked = value === "1";
    else if (field.type === "search") field.value = value;
    else field.value = [...field.options].some((option) => option.value === value) ? value : "";
  };
  const read = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    fields.forEach((field) => set(field, wanted.get(field.name) || ""));
  };
  const wanted = () => {
    const found = new URLSearchParams();
    for (const field of fields) {
      const value = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value.trim();
      if (value) found.set(field.name, value);
    }
    return found;
  };
  const orders = {
    newest: (a, b) => b.dataset.published.localeCompare(a.dataset.published),
    late: (a, b) => b.dataset.late - a.dataset.late,
    next: (a, b) => (a.dataset.iso || "9").localeCompare(b.dataset.iso || "9"),
    name: (a, b) => a.textContent.localeCompare(b.textContent),
  };
  let sorted = "";
  const apply = () => {
    const terms = wanted(), text = (terms.get("words") || "").toLowerCase().split(/\s+/).filter(Boolean);
    const order = terms.get("order") || "", chosen = [...terms.keys()].filter((name) => name !== "order").length;
    terms.delete("words"); terms.delete("order");
    if (order !== sorted) {
      const at = new Map(rows.map((row, number) => [row, number])), by = orders[order] || (() => 0);
      body.append(...[...rows].sort((a, b) => by(a, b) || at.get(a) - at.get(b)));
      document.getElementById("sorted").textContent = form.elements.order.selectedOptions[0].text;
      sorted = order;
    }
    document.getElementById("set").textContent = chosen ? ` (${chosen} chosen)` : "";
    let findings = 0, observations = 0;
    rows.forEach((row, number) => {
      const fits = [...terms].every(([name, value]) => ["kind", "rating", "theme"].includes(name) ? row.dataset[name].split("|").includes(value) : row.dataset[name] === value)
        && text.every((word) => words[number].includes(word));
      row.hidden = !fits;
      if (fits) row.dataset.kind === "observation" ? (observations += 1) : (findings += 1);
    });
    const say = (number, thing) => `${number.toLocaleString("en-GB")} ${thing}${number === 1 ? "" : "s"}`;
    shown.textContent = findings + observations ? `Showing ${say(findings, "finding")} and ${say(observations, "observation")}.` : "No findings match. Clear a filter to see more.";
  };
  const changed = () => { const hash = wanted().toString(); history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search); apply(); };
  fold.hidden = false;
  fold.open = matchMedia("(min-width: 40rem)").matches;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", changed); form.addEventListener("change", changed);
  form.addEventListener("reset", () => setTimeout(changed));
  addEventListener("hashchange", () => { read(); apply(); });
  read(); apply();
})();
