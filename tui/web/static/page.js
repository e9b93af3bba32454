// Keys go to the terminal from its first picture on, and to the button of the closing notice after its end.
const again = document.getElementById("again");
again.addEventListener("click", () => window.location.reload());
let opened = false;
new MutationObserver(() => {
  const state = document.body.classList;
  if (state.contains("-closed")) again.focus();
  else if (state.contains("-first-byte") && !opened) {
    opened = true;
    document.querySelector(".xterm-helper-textarea").focus();
  }
}).observe(document.body, { attributeFilter: ["class"] });
