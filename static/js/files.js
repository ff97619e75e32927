/* Says that a chosen file is too large before it is sent. Without this the server says it. */
for (const input of document.querySelectorAll("input[type=file][data-most-bytes]")) {
  const group = input.closest(".nhsuk-form-group");
  const id = `${input.id}-too-large`;

  const isTooLarge = () =>
    [...input.files].some((file) => file.size > Number(input.dataset.mostBytes));

  const show = () => {
    let words = document.getElementById(id);
    const described = (input.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
    if (!isTooLarge()) {
      if (words) {
        words.remove();
        group.classList.remove("nhsuk-form-group--error");
        input.setAttribute("aria-describedby", described.filter((each) => each !== id).join(" "));
      }
      return;
    }
    if (!words) {
      words = document.createElement("span");
      words.id = id;
      words.className = "nhsuk-error-message";
      words.setAttribute("role", "alert");
      group.querySelector("label").after(words);
      group.classList.add("nhsuk-form-group--error");
      input.setAttribute("aria-describedby", [...described, id].join(" "));
    }
    words.textContent = input.dataset.tooLarge;
  };

  input.addEventListener("change", show);
  input.form.addEventListener("submit", (event) => {
    if (!isTooLarge()) return;
    event.preventDefault();
    show();
    input.focus();
  });
}
