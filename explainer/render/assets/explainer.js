/* Opens the folded search results that a citation points into, and brings the quoted words to the middle of the window.
   Without scripts, browsers of today open them as well, and others leave it to the reader. */
(function () {
  "use strict";

  function reveal(hash) {
    if (hash.length < 2) return;
    var target = document.getElementById(decodeURIComponent(hash.slice(1)));
    var folded = target && target.closest(".explainer details");
    if (!folded) return;
    folded.open = true;
    // After the browser has scrolled on its own: what is at the edge of a box that scrolls would be hard to find.
    requestAnimationFrame(function () {
      requestAnimationFrame(function () { target.scrollIntoView({ block: "center" }); });
    });
  }

  // Listening on the document survives the exchange of pages that instant navigation makes, which also writes out in
  // full the addresses of places on the same page.
  document.addEventListener("click", function (event) {
    var link = event.target instanceof Element && event.target.closest(".explainer a");
    if (link && link.host === location.host && link.pathname === location.pathname) reveal(link.hash);
  });
  window.addEventListener("hashchange", function () { reveal(location.hash); });

  if (window.document$) window.document$.subscribe(function () { reveal(location.hash); });
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", function () { reveal(location.hash); });
  else reveal(location.hash);
})();
