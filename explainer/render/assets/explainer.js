/* Opens the folded search results that a citation points into. Without scripts they open by hand. */
(function () {
  "use strict";

  function reveal(hash) {
    if (hash.length < 2) return;
    var target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target || !target.closest(".explainer")) return;
    var folded = target.closest("details:not([open])");
    if (folded) {
      folded.open = true;
      target.scrollIntoView({ block: "center" });
    }
  }

  // Listening on the document survives the exchange of pages that instant navigation makes.
  document.addEventListener("click", function (event) {
    var link = event.target instanceof Element && event.target.closest(".explainer a[href^='#']");
    if (link) reveal(link.hash);
  }, true);
  window.addEventListener("hashchange", function () { reveal(location.hash); });

  if (window.document$) window.document$.subscribe(function () { reveal(location.hash); });
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", function () { reveal(location.hash); });
  else reveal(location.hash);
})();
