// What llama.cpp makes of a model, through npm's node-llama-cpp. Usage: node llama_cpp.mjs JOB.json OUT.json
// JOB: {model, lines: [text], prompts: [text], count, follow: [[token]]}
// OUT: {lines: [[token]], greedy: [{prompt, tokens}], followed: [[{best, gap}]]}
// `followed`: the tokens of `follow` are fed one after another; at each step the likeliest token, and by how much its
// logit exceeds that of the second.
import { readFileSync, writeFileSync } from "node:fs";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const [jobPath, outPath] = process.argv.slice(2);
const job = JSON.parse(readFileSync(jobPath, "utf8"));
const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath: job.model, vocabOnly: !job.prompts && !job.follow });
const out = { lines: (job.lines ?? []).map((line) => model.tokenize(line, false)) };

if (job.prompts || job.follow) {
    const context = await model.createContext({ contextSize: 1024, batchSize: 512, threads: 1 });
    const sequence = context.getSequence();
    const step = async (tokens) => {
        const input = tokens.map((token, at) =>
            at + 1 < tokens.length ? token : [token, { generateNext: { logits: true } }]);
        const results = await sequence.controlledEvaluate(input);
        let best, first = -Infinity, second = -Infinity;
        for (const [token, logit] of results[tokens.length - 1].next.logits) {
            if (logit > first) [best, first, second] = [token, logit, first];
            else if (logit > second) second = logit;
        }
        return { best, gap: first - second };
    };
    out.greedy = [];
    for (const prompt of job.prompts ?? []) {
        await sequence.clearHistory();
        const tokens = [];
        let next = model.tokenize(prompt, false);
        const promptTokens = [...next];
        while (tokens.length < job.count) {
            const { best } = await step(next);
            tokens.push(best);
            next = [best];
        }
        out.greedy.push({ prompt: promptTokens, tokens });
    }
    out.followed = [];
    for (const tokens of job.follow ?? []) {
        await sequence.clearHistory();
        const steps = [];
        for (const token of tokens) {
            const { best, gap } = await step([token]);
            steps.push({ best, gap: Math.round(gap * 1e4) / 1e4 });
        }
        out.followed.push(steps);
    }
}
writeFileSync(outPath, JSON.stringify(out));
process.exit(0);
