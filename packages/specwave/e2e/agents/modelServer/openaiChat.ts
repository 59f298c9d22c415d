/** OpenAI's chat completions, streamed: what `opencode` and `copilot` speak with a provider of one's own. */
import * as z from 'zod';
import { refuseAsOpenAi } from './openaiResponses';
import { type Answer, eventStream, type Format, textsIn, TOKENS } from './wire';

const request = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown().optional() })),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
});

function deltaOf(answer: Answer): object {
  if (answer.kind === 'text') return { role: 'assistant', content: answer.text };
  const call = {
    index: 0,
    id: `call_${Date.now()}`,
    type: 'function',
    function: { name: answer.tool, arguments: JSON.stringify(answer.input) },
  };
  return { role: 'assistant', content: null, tool_calls: [call] };
}

export const openaiChat: Format = {
  read(path, body) {
    if (!path.endsWith('/chat/completions')) return null;
    const { model, messages, tools } = request.parse(body);
    return {
      model,
      tools: tools.map((tool) => tool.function.name),
      text: textsIn(messages),
      toolResults: messages.filter(({ role }) => role === 'tool').map(({ content }) => textsIn(content)),
    };
  },
  write(answer) {
    const chunk = {
      id: `chatcmpl-${Date.now()}`,
      object: 'chat.completion.chunk',
      created: Math.floor(Date.now() / 1000),
      model: 'model',
    };
    const usage = {
      prompt_tokens: TOKENS.input,
      completion_tokens: TOKENS.output,
      total_tokens: TOKENS.input + TOKENS.output,
    };
    const finish = answer.kind === 'text' ? 'stop' : 'tool_calls';
    return eventStream(
      [
        { ...chunk, choices: [{ index: 0, delta: deltaOf(answer), finish_reason: null }] },
        { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: finish }], usage },
      ],
      { end: 'data: [DONE]\n\n' },
    );
  },
  refuse: refuseAsOpenAi,
};
