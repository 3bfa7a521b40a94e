// Starts `aimock` as an OpenAI endpoint on loopback that fits approved words as it is asked, or fails in the way that the
// message names. Run by test_aimock: node aimock.mjs FOLDER, where FOLDER has node_modules; prints its address.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const entry = join(folder, "node_modules", "@copilotkit", "aimock", "dist", "index.js");
const { LLMock } = await import(pathToFileURL(entry).href);

const drafted = ({ questions, entries }) => ({
  summary: "They ask the same.", question: questions[0], answer: entries[0].texts[0], next_steps: ["Try it."],
  phrasings: questions, sources: entries[0].sources,
});
const fit = (request) => {
  const data = JSON.parse(request.messages.at(-1).content);
  if (data.questions) return { content: JSON.stringify(drafted(data)) };
  const sentences = (data.approved ?? []).map(({ number, text }) => ({ entry: data.entry, says: [number], text }));
  if (sentences.length) {
    const first = sentences[0].text;
    sentences[0].text = `As a nurse, ${first[0].toLowerCase()}${first.slice(1)}`;
  }
  return { content: JSON.stringify(data.approved ? { sentences } : { entry: "none" }) };
};

const mock = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent" });
const error = (status) => ({ error: { message: "no", type: "server_error" }, status });
const named = (userMessage, response, more = {}) => mock.addFixture({ match: { userMessage }, response, ...more });
named("case-500", error(500));
named("case-429", error(429));
named("case-401", error(401));
named("case-time-out", fit, { latency: 60000 });
named("case-cut", fit, { chunkSize: 10, truncateAfterChunks: 3 });
named("case-disconnect", fit, { chunkSize: 5, latency: 20, disconnectAfterMs: 100 });
named("case-malformed", fit, { chaos: { malformedRate: 1 } });
named("case-hang-up", fit, { chaos: { disconnectRate: 1 } });
named("case-drop", fit, { chaos: { dropRate: 1 } });
named("case-nonsense", { content: "Sure, here is a nicer answer." });
named("case-empty", { content: "" });
named("case-lie", { content: JSON.stringify({ sentences: [{ entry: "cook-rice", says: [1, 2], text: "Buy my rice." }] }) });
named("case-slow", fit, { chunkSize: 4, streamingProfile: { ttft: 300, tps: 400 } });
mock.addFixture({ match: {}, response: fit });
await mock.start();
console.log(mock.url);
process.stdin.on("end", () => process.exit(0)).resume();
