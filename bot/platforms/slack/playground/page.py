"""The playground's one page: no outside assets, no framework; it shows what the server renders and sends deeds back."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Signpost in a pretend Slack</title>
<style>
:root{color-scheme:light dark;--line:#8883;--soft:#8881;--accent:#1264a3}
*{box-sizing:border-box}
body{margin:0;font:15px/1.46 system-ui,sans-serif;display:grid;grid-template-columns:12rem 1fr;height:100vh}
nav{background:#3f0e40;color:#fff;padding:1rem .75rem}
nav h1{font-size:1rem;margin:0 0 1rem}
nav button{display:block;width:100%;text-align:left;border:0;background:none;color:#fffc;padding:.35rem .5rem;
  border-radius:6px;font:inherit;cursor:pointer}
nav button[aria-current=true]{background:#1164a3;color:#fff}
nav p{font-size:.8rem;color:#fffa}
main{display:flex;flex-direction:column;min-width:0;height:100vh}
#talk{flex:1;overflow-y:auto;padding:1rem 1.25rem}
article{padding:.4rem 0;max-width:46rem}
article.reply{margin-left:1.5rem;border-left:2px solid var(--line);padding-left:.9rem}
article header{font-weight:700}
article header span{font-weight:400;opacity:.65;font-size:.8rem;margin-left:.4rem}
article.private{background:var(--soft);border-radius:8px;padding:.5rem .75rem}
.markdown h3{font-size:1rem;margin:.6rem 0 .1rem}
.markdown p,.markdown ul,.markdown ol{margin:.25rem 0}
pre{background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:.5rem;overflow-x:auto;font-size:12px}
code{background:var(--soft);border-radius:3px;padding:0 .2em}
pre code{background:none;padding:0}
.context{font-size:.8rem;opacity:.75;margin:.35rem 0}
.actions{display:flex;flex-wrap:wrap;gap:.4rem;margin:.45rem 0}
.actions button,.actions select,dialog button,form button{font:inherit;font-size:.85rem;padding:.3rem .7rem;
  border:1px solid var(--line);border-radius:6px;background:transparent;color:inherit;cursor:pointer;max-width:100%}
.actions button.primary,form button,dialog button.primary{background:#007a5a;border-color:#007a5a;color:#fff}
.actions button.danger{background:#e01e5a;border-color:#e01e5a;color:#fff}
#say{display:flex;gap:.5rem;padding:.75rem 1.25rem;border-top:1px solid var(--line)}
#say input{flex:1;font:inherit;padding:.5rem .7rem;border:1px solid var(--line);border-radius:8px;min-width:0}
#hint{padding:0 1.25rem .6rem;font-size:.8rem;opacity:.7;margin:0}
dialog{border:1px solid var(--line);border-radius:10px;width:min(32rem,92vw);padding:1.25rem}
dialog label{display:block;margin:.6rem 0;font-weight:600}
dialog input,dialog textarea,dialog select{display:block;width:100%;font:inherit;padding:.4rem;margin-top:.2rem}
@media (max-width:40rem){body{grid-template-columns:1fr;grid-template-rows:auto 1fr}main{height:auto;min-height:0}
  nav{display:flex;gap:.4rem;align-items:center;padding:.5rem}nav h1,nav p{display:none}nav button{width:auto}}
</style>
</head>
<body>
<nav><h1>pretend Slack</h1>
<button data-room="direct">Signpost</button><button data-room="general"># general</button>
<button data-room="home">Home tab</button>
<p>Everything stays on this machine. Nothing is sent to Slack.</p></nav>
<main><div id="talk" aria-live="polite"></div>
<form id="say"><input id="text" autocomplete="off" aria-label="Message" maxlength="8000"><button>Send</button></form>
<p id="hint"></p></main>
<dialog id="modal"></dialog>
<script>
const $ = id => document.getElementById(id);
let room = "direct", version = -1, threads = {}, openView = "";
const hints = {
  direct: "Ask anything, or type /mentor for the commands.",
  general: "Write to the channel; @mentor in front asks the mentor. /mentor works here too.",
  home: "Where you stand, published by the mentor."
};
async function deed(body) {
  await fetch("/play/do", {method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({room, ...body})});
}
function show(state) {
  document.querySelectorAll("nav button").forEach(b => b.setAttribute("aria-current", b.dataset.room === room));
  $("hint").textContent = state.status || hints[room];
  $("say").hidden = room === "home";
  const talk = $("talk"), atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  talk.innerHTML = room === "home" ? state.home : state.rooms[room].join("");
  if (atEnd) talk.scrollTop = talk.scrollHeight;
  const modal = $("modal");
  if (state.view && state.view.id + state.view.hash !== openView) {
    openView = state.view.id + state.view.hash;
    modal.innerHTML = "<form method=dialog>" + state.view.html + "<div class=actions>" +
      (state.view.submit ? "<button class=primary value=send>" + state.view.submit + "</button>" : "") +
      "<button value=close formnovalidate>Close</button></div></form>";
    if (!modal.open) modal.showModal();
  } else if (!state.view && modal.open) modal.close();
}
let last = null;
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
document.querySelectorAll("nav button").forEach(b => b.onclick = () => {
  room = b.dataset.room; if (room === "home") deed({kind: "home"}); if (last) show(last); $("text").focus();
});
$("say").onsubmit = event => {
  event.preventDefault(); const text = $("text").value.trim(); if (!text) return;
  $("text").value = ""; deed({kind: "say", text});
};
document.addEventListener("click", event => {
  const button = event.target.closest("button[data-message]");
  if (!button) return;
  event.preventDefault(); deed({kind: "pick", message: button.dataset.message, label: button.dataset.label});
});
document.addEventListener("change", event => {
  const menu = event.target.closest("select[data-message]");
  if (menu && menu.value) deed({kind: "pick", message: menu.dataset.message, label: menu.value});
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
