// Starts what makes the pages more comfortable. Everything works without it.
import { startCombobox, startSegmentFinder } from "./combobox.js";
import { confirmDeeds, guardForm, sendOnce } from "./guard.js";
import { closeMenusOnLeave } from "./menu.js";
import { fillByClick, openFolds } from "./proposals.js";
import { startTaglist } from "./taglist.js";

function start(root) {
  for (const box of root.querySelectorAll("[data-combobox]")) startCombobox(box);
  for (const field of root.querySelectorAll("[data-segment-finder]")) startSegmentFinder(field);
  for (const box of root.querySelectorAll("[data-taglist]")) startTaglist(box);
  for (const form of root.querySelectorAll("form[data-guard]")) guardForm(form);
}

document.documentElement.classList.add("has-script");
closeMenusOnLeave(document);
confirmDeeds(document);
sendOnce(document);
fillByClick(document);
openFolds(document);
start(document);
document.addEventListener("htmx:after:process", (event) => start(event.target));

// The summary of errors takes the focus: it is the first thing to read.
document.querySelector("[data-error-summary]")?.focus();
