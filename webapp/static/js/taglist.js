// Several entries as tags. Without a script the same field is a textarea with one entry per line, and that is what is
// sent either way. Enter adds a tag, but never while an input method composes; Backspace in the empty input takes the
// last one back. Skills that the lexicon does not know are marked as custom.
import { attachBrowser } from "./browse.js";
import { attachListbox, stored } from "./listbox.js";

export function startTaglist(box) {
  const area = box.querySelector("textarea");
  if (!area || box.dataset.started) return;
  box.dataset.started = "true";
  const { store, prompt, remove, name, check, custom } = box.dataset;
  const whole = "whole" in box.dataset;
  let entries = split(area.value, whole);
  const known = new Map(); // word → whether the lexicon has it

  const frame = document.createElement("div");
  frame.className = "chips";
  const list = document.createElement("ul");
  list.setAttribute("aria-label", name);
  const input = document.createElement("input");
  input.type = "text";
  input.id = area.id;
  input.placeholder = prompt;
  for (const attribute of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (area.hasAttribute(attribute)) input.setAttribute(attribute, area.getAttribute(attribute));
  }
  area.removeAttribute("id");
  area.hidden = true;
  frame.append(list, input);
  area.after(frame);
  const suggestions = document.querySelector(`[data-suggestions-for="${CSS.escape(input.id)}"]`);

  function write() {
    area.value = entries.join("\n") + (entries.length === 1 && !whole ? "；" : ""); // one entry may hold commas
    area.dispatchEvent(new Event("change", { bubbles: true }));
    draw();
    askForCustom();
  }

  // Whether a word is custom is the lexicon's to say; where it cannot be asked, nothing is marked.
  async function askForCustom() {
    const asked = check ? entries.filter((word) => !known.has(word)) : [];
    if (!asked.length) return;
    const address = new URL(check, location.href);
    for (const word of asked) address.searchParams.append("word", word);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const unknown = new Set((await answer.json()).custom);
      for (const word of asked) known.set(word, !unknown.has(word));
      draw();
    } catch {
      // marks are a comfort
    }
  }

  function add(text, asItStands = whole) {
    const fresh = split(text, asItStands).filter((word) => !entries.includes(word));
    input.value = "";
    if (!fresh.length) return;
    entries.push(...fresh);
    write();
  }

  function draw() {
    list.replaceChildren(
      ...entries.map((word, index) => {
        const item = document.createElement("li");
        item.className = "chip";
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = "×";
        button.setAttribute("aria-label", `${remove} ${word}`);
        button.addEventListener("click", () => {
          entries = entries.filter((_word, at) => at !== index);
          write();
          input.focus();
        });
        item.append(word);
        if (known.get(word) === false) {
          const mark = document.createElement("small");
          mark.textContent = custom;
          item.classList.add("custom");
          item.append(mark);
        }
        item.append(button);
        return item;
      }),
    );
    hideAdded();
  }

  function hideAdded() {
    for (const button of suggestions?.querySelectorAll("[data-add]") ?? []) {
      button.hidden = entries.includes(button.dataset.add);
    }
  }

  attachListbox(input, {
    box: frame,
    texts: box.dataset,
    onChoose: (option) => add(stored(option, store), true),
    onEnter() {
      if (!input.value.trim()) return false;
      add(input.value);
      return true;
    },
  });
  attachBrowser(box.parentElement, {
    onChoose(option) {
      const typed = input.value;
      add(stored(option, store), true);
      input.value = typed;
      input.focus();
    },
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Backspace" || input.value || !entries.length) return;
    entries.pop();
    write();
  });
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!text.includes("\n")) return;
    event.preventDefault();
    add(input.value + text);
  });
  frame.addEventListener("click", (event) => {
    if (event.target === frame) input.focus();
  });
  area.form?.addEventListener("submit", () => add(input.value));
  if (suggestions) {
    suggestions.hidden = false;
    suggestions.addEventListener("htmx:after:process", hideAdded); // they may be drawn anew
    suggestions.addEventListener("click", (event) => {
      const button = event.target.closest("[data-add]");
      if (!button) return;
      event.preventDefault();
      add(button.dataset.add, true);
      input.focus();
    });
  }
  draw();
  askForCustom();
}

// Entries are parted as the service parts them: by lines and semicolons, else by commas, and by a slash between two
// Chinese words; what stands in brackets stays whole, and so do names that hold commas themselves (data-whole).
function split(text, whole) {
  const lines = text.split("\n").flatMap((line) => apart(line, /[;；]/u));
  const several = lines.length > 1 || /[;；]\s*$/u.test(text) || text.endsWith("\n\n");
  const words = whole || several ? lines : lines.flatMap((line) => apart(line, /[、，,]/u)).flatMap(bySlash);
  return [...new Set(words)];
}

function apart(text, signs) {
  const words = [""];
  let depth = 0;
  for (const [place, sign] of [...text].entries()) {
    if (/[（(《【[]/u.test(sign)) depth += 1;
    if (/[）)》】\]]/u.test(sign)) depth = Math.max(0, depth - 1);
    const inFigure = sign === "," && /[0-9]/u.test(text[place - 1] ?? "") && /[0-9]/u.test(text[place + 1] ?? "");
    if (depth === 0 && signs.test(sign) && !inFigure) words.push("");
    else words[words.length - 1] += sign;
  }
  return words.map((word) => word.trim()).filter(Boolean);
}

function bySlash(text) {
  const words = apart(text, /[/／]/u);
  const chinese = words.every((word) => word.length > 1 && /^[\p{Script=Han}（(].*[\p{Script=Han}）)]$/u.test(word));
  return words.length > 1 && chinese ? words : [text];
}
