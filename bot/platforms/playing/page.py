"""The one page of every playground: no outside assets, no framework.

It shows what the server renders and sends back what somebody does. Which rooms there are, and what is in them, is
said by the state it keeps asking for, so that a platform differs in its words and colors only.
"""

import html
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """The words and colors in which a playground differs from another."""

    platform: str
    side: str
    """Color of the list of rooms."""
    here: str
    """Color of the room that is open, and of the main button."""


def page_of(look: Look) -> str:
    """The page, ready to be served."""
    filled = {"PLATFORM": html.escape(look.platform), "SIDE": look.side, "HERE": look.here}
    page = _PAGE
    for name, value in filled.items():
        page = page.replace(f"%{name}%", value)
    return page


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,"><title>Signpost in a pretend %PLATFORM%</title>
<style>
:root{color-scheme:light dark;--line:#8883;--soft:#8881}
*{box-sizing:border-box}
body{margin:0;font:15px/1.46 system-ui,sans-serif;display:grid;grid-template-columns:13rem 1fr;height:100vh}
nav{background:%SIDE%;color:#fff;padding:1rem .75rem;overflow-y:auto}
nav h1{font-size:1rem;margin:0 0 1rem}
nav button{display:block;width:100%;text-align:left;border:0;background:none;color:#fffc;padding:.35rem .5rem;
  border-radius:6px;font:inherit;cursor:pointer;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
nav button.under{padding-left:1.4rem;font-size:.85rem}
nav button[aria-current=true]{background:%HERE%;color:#fff}
nav p{font-size:.8rem;color:#fffa}
main{display:flex;flex-direction:column;min-width:0;height:100vh}
#talk{flex:1;overflow-y:auto;padding:1rem 1.25rem}
#talk:empty::before{content:"Nothing was said here yet. Ask your first question below.";opacity:.7}
article{padding:.4rem 0;max-width:46rem;overflow-wrap:anywhere}
article.reply{margin-left:1.5rem;border-left:2px solid var(--line);padding-left:.9rem}
article header{font-weight:700}
article header span{font-weight:400;opacity:.7;font-size:.8rem;margin-left:.4rem}
article.private{background:var(--soft);border-radius:8px;padding:.5rem .75rem;margin:.5rem 0}
article p{margin:.25rem 0}
.markdown h3{font-size:1rem;margin:.6rem 0 .1rem}
.markdown p,.markdown ul,.markdown ol{margin:.25rem 0}
pre{margin:.35rem 0;background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:.5rem;
  overflow-x:auto;font-size:12px}
code{background:var(--soft);border-radius:3px;padding:0 .2em}
pre code{background:none;padding:0}
img{max-width:min(34rem,100%);border-radius:8px;display:block;margin:.4rem 0}
.context{font-size:.8rem;opacity:.8;margin:.35rem 0}
.actions{display:flex;flex-wrap:wrap;gap:.4rem;margin:.45rem 0}
.actions button,.actions select,dialog button,form button{font:inherit;font-size:.85rem;padding:.3rem .7rem;
  border:1px solid var(--line);border-radius:6px;background:transparent;color:inherit;cursor:pointer;max-width:100%}
.actions button.primary,form button,dialog button.primary{background:%HERE%;border-color:%HERE%;color:#fff}
.actions button.danger{background:#c4314b;border-color:#c4314b;color:#fff}
.actions button.faint{border-color:transparent;opacity:.75;padding:.1rem .4rem;font-size:.8rem}
#say{display:flex;gap:.5rem;padding:.75rem 1.25rem;border-top:1px solid var(--line)}
#say[hidden]{display:none}
#say input{flex:1;font:inherit;padding:.5rem .7rem;border:1px solid var(--line);border-radius:8px;min-width:0}
#hint{padding:0 1.25rem .6rem;font-size:.8rem;opacity:.8;margin:0}
dialog{border:1px solid var(--line);border-radius:10px;width:min(32rem,92vw);padding:1.25rem}
dialog h2{font-size:1.15rem;margin:0 0 .75rem}
dialog label{display:block;margin:.6rem 0;font-weight:600}
dialog input,dialog textarea,dialog select{display:block;width:100%;font:inherit;padding:.4rem;margin-top:.2rem}
@media (max-width:40rem){body{grid-template-columns:1fr;grid-template-rows:auto 1fr}main{height:auto;min-height:0}
  nav{display:flex;gap:.4rem;align-items:center;padding:.5rem}nav h1,nav p{display:none}#rooms{display:flex}
  nav button,nav button.under{width:auto;padding:.35rem .5rem}}
</style>
</head>
<body>
<nav><h1>pretend %PLATFORM%</h1><div id="rooms"></div>
<p>Everything stays on this machine. Nothing is sent to %PLATFORM%.</p></nav>
<main><div id="talk" aria-live="polite"></div>
<form id="say"><input id="text" list="offers" autocomplete="off" aria-label="Message" maxlength="8000">
<datalist id="offers"></datalist><button>Send</button></form>
<p id="hint"></p></main>
<dialog id="modal"></dialog>
<script>
const $ = id => document.getElementById(id);
let room = "", version = -1, openView = "", aimed = null, last = null, known = null;
async function post(path, body) {
  const answer = await fetch(path, {method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({room, ...body})});
  return answer.json();
}
const deed = body => post("/play/do", body);
function enter(key) {
  room = key; aimed = null; deed({kind: "visit"});
  if (last) show(last);
  $("text").focus();
}
function list(places) {
  $("rooms").replaceChildren(...places.map(place => {
    const button = document.createElement("button");
    button.textContent = place.label; button.title = place.label; button.dataset.go = place.key;
    button.className = place.under ? "under" : ""; button.setAttribute("aria-current", place.key === room);
    return button;
  }));
}
function show(state) {
  const fresh = known ? state.places.find(place => !known.has(place.key)) : null;
  known = new Set(state.places.map(place => place.key));
  if (fresh) room = fresh.key;
  if (!known.has(room)) room = state.places[0].key;
  const place = state.places.find(place => place.key === room);
  list(state.places);
  $("hint").textContent = state.status || (aimed ? aimed.hint : place.hint);
  $("say").hidden = !place.writes;
  const talk = $("talk"), atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  const content = state.rooms[room].join("");
  if (talk.dataset.content !== content) {
    talk.innerHTML = content; talk.dataset.content = content;
    if (atEnd || fresh) talk.scrollTop = talk.scrollHeight;
  }
  const modal = $("modal");
  if (state.view && state.view.id + state.view.hash !== openView) {
    openView = state.view.id + state.view.hash;
    modal.innerHTML = "<form method=dialog>" + state.view.html + "<div class=actions>" +
      (state.view.submit ? "<button class=primary value=send>" + state.view.submit + "</button>" : "") +
      "<button value=close formnovalidate>Close</button></div></form>";
    if (!modal.open) modal.showModal();
  } else if (!state.view && modal.open) modal.close();
}
async function watch() {
  for (;;) {
    try {
      const answer = await fetch("/play/state?after=" + version);
      last = await answer.json(); version = last.version; show(last);
    } catch {
      $("hint").textContent = "The mentor has stopped. Start it again to go on.";
      await new Promise(r => setTimeout(r, 1500));
    }
  }
}
$("say").onsubmit = event => {
  event.preventDefault(); const text = $("text").value.trim(); if (!text) return;
  $("text").value = ""; $("offers").replaceChildren();
  deed({kind: "say", text, ...(aimed && {aim: aimed.aim, message: aimed.message})}); aimed = null;
  if (last) show(last);
};
$("text").addEventListener("input", async () => {
  const text = $("text").value;
  if (!text.startsWith("/")) return;
  const found = await post("/play/offers", {text});
  if ($("text").value !== text) return;
  $("offers").replaceChildren(...found.offers.map(offer => {
    const option = document.createElement("option");
    option.value = offer.value; option.label = offer.label;
    return option;
  }));
});
document.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (!button) return;
  const {go, message, label, act} = button.dataset;
  if (go) enter(go);
  else if (button.dataset.aim) {
    aimed = {...button.dataset}; show(last);
    if (aimed.text) $("text").value = aimed.text;
    $("text").focus();
  }
  else if (act) deed({kind: act, message});
  else if (message) { event.preventDefault(); deed({kind: "pick", message, label}); }
});
document.addEventListener("change", event => {
  const menu = event.target.closest("select[data-message]");
  if (!menu) return;
  const {message, state} = menu.dataset;
  if (state) deed({kind: "choose", message, state, values: [...menu.selectedOptions].map(o => o.value)});
  else if (menu.value) deed({kind: "pick", message, label: menu.value});
});
$("modal").addEventListener("close", () => {
  const modal = $("modal"), values = {};
  modal.querySelectorAll("[name]").forEach(field => values[field.name] = field.value);
  if (last && last.view) deed({kind: modal.returnValue === "send" ? "send" : "shut", view: last.view.id, values});
});
watch();
</script>
</body>
</html>
"""
