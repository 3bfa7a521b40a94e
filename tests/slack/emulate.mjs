// Starts `emulate` as a Slack on a port of loopback, subscribes a bot's address to its events, and says when it is there.
// Run by test_emulate: node emulate.mjs FOLDER PORT EVENTS_URL SEED, where FOLDER has node_modules.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, port, eventsUrl, seed] = process.argv.slice(2);
const dist = join(folder, "node_modules", "emulate", "dist");
const load = (file) => import(pathToFileURL(join(dist, file)).href);
const api = readFileSync(join(dist, "api.js"), "utf8");
const isSlack = (file) => api.includes(`"./${file}"`) && /\n {2}slackPlugin\n\}/.test(readFileSync(join(dist, file), "utf8"));
const { slackPlugin } = await load(readdirSync(dist).find((file) => file.endsWith(".js") && isSlack(file)));

const register = slackPlugin.register;
slackPlugin.register = function (app, store, webhooks, ...rest) {
  webhooks.register({ url: eventsUrl, events: ["*"], active: true, owner: "slack" });
  return register.call(this, app, store, webhooks, ...rest);
};

const { createEmulator } = await load("api.js");
const emulator = await createEmulator({ service: "slack", port: Number(port), seed: JSON.parse(seed) });
console.log(emulator.url);
process.stdin.on("end", () => process.exit(0)).resume();
