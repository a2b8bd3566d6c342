/* A passkey that did not work is told of on the page; allauth's scripts do the rest. */
document.addEventListener("allauth.error", (event) => {
  const told = document.getElementById("passkey-problem");
  if (told) {
    told.hidden = false;
    event.preventDefault();
  }
});
