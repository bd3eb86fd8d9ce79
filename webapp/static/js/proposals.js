// A click on a proposal fills its field in; without a script the same button sends the form, which comes back filled in.
export function fillByClick(document) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-fill]");
    const input = button && document.getElementById(button.dataset.fill);
    if (!input) return;
    event.preventDefault();
    input.value = button.dataset.text;
    input.dispatchEvent(new CustomEvent("fill"));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
}

// What is folded away opens where a link leads into it.
export function openFolds(document) {
  function open() {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = place?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
    if (place?.closest("details")) place.scrollIntoView();
  }
  window.addEventListener("hashchange", open);
  if (location.hash.length > 1) open();
}
