/** Anthropic's Messages, streamed: what `claude` and `claude-agent-acp` speak. */
import * as z from 'zod';
import { type Answer, eventStream, type Format, json, type Refusal, textsIn, TOKENS } from './wire';

const request = z.object({
  model: z.string(),
  system: z.unknown().optional(),
  messages: z.array(z.object({ content: z.unknown().optional() })),
  tools: z.array(z.object({ name: z.string() })).default([]),
});

const block = z.object({ type: z.literal('tool_result'), content: z.unknown().optional() });

const ERRORS: Readonly<Record<Refusal, [type: string, message: string]>> = {
  401: ['authentication_error', 'invalid x-api-key'],
  429: ['rate_limit_error', 'This request would exceed your rate limit'],
  500: ['api_error', 'Internal server error'],
};

function contentOf(answer: Answer): { start: object; delta: object } {
  if (answer.kind === 'text')
    return { start: { type: 'text', text: '' }, delta: { type: 'text_delta', text: answer.text } };
  return {
    start: { type: 'tool_use', id: `toolu_${Date.now()}`, name: answer.tool, input: {} },
    delta: { type: 'input_json_delta', partial_json: JSON.stringify(answer.input) },
  };
}

export const anthropic: Format = {
  read(path, body) {
    if (!path.endsWith('/v1/messages')) return null;
    const { model, system, messages, tools } = request.parse(body);
    const blocks = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
    const results = blocks.map((each) => block.safeParse(each)).filter(({ success }) => success);
    return {
      model,
      tools: tools.map(({ name }) => name),
      text: textsIn([system, messages]),
      toolResults: results.map(({ data }) => textsIn(data?.content)),
    };
  },
  write(answer) {
    const { start, delta } = contentOf(answer);
    const message = {
      id: `msg_${Date.now()}`,
      type: 'message',
      role: 'assistant',
      model: 'model',
      content: [],
    };
    const stopReason = answer.kind === 'text' ? 'end_turn' : 'tool_use';
    return eventStream(
      [
        {
          type: 'message_start',
          message: {
            ...message,
            stop_reason: null,
            stop_sequence: null,
            usage: { input_tokens: TOKENS.input, output_tokens: 1 },
          },
        },
        { type: 'content_block_start', index: 0, content_block: start },
        { type: 'content_block_delta', index: 0, delta },
        { type: 'content_block_stop', index: 0 },
        {
          type: 'message_delta',
          delta: { stop_reason: stopReason, stop_sequence: null },
          usage: { output_tokens: TOKENS.output },
        },
        { type: 'message_stop' },
      ],
      { named: true },
    );
  },
  refuse(status) {
    const [type, message] = ERRORS[status];
    return json(status, { type: 'error', error: { type, message } });
  },
};
