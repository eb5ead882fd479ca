// Lets files be dropped onto the form at /validate; without it the form works all the same.
"use strict";

(function () {
  const form = document.querySelector("form.check");
  const input = document.getElementById("file");
  const drop = form && form.querySelector(".drop");
  if (!form || !input || !drop || !("DataTransfer" in window)) return;

  const hint = document.createElement("span");
  hint.className = "quiet";
  hint.textContent = drop.dataset.hint;
  drop.append(hint);

  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, function (event) {
      if (!event.dataTransfer || !event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", function (event) {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  document.addEventListener("drop", function (event) {
    drop.classList.remove("over");
    if (!event.dataTransfer || !event.dataTransfer.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    form.submit();
  });
})();
