/** OpenAI's Responses, streamed: what `codex` and `codex-acp` speak. */
import * as z from 'zod';
import { type Answer, eventStream, type Format, json, type Refusal, textsIn, TOKENS } from './wire';

const request = z.object({
  model: z.string(),
  instructions: z.unknown().optional(),
  input: z.unknown().optional(),
  tools: z.array(z.object({ type: z.string(), name: z.string().optional() })).default([]),
});

const outputs = z.object({
  type: z.literal('function_call_output'),
  output: z.unknown().optional(),
});

const ERRORS: Readonly<Record<Refusal, object>> = {
  401: { message: 'Incorrect API key provided', type: 'invalid_request_error', code: 'invalid_api_key' },
  429: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' },
  500: { message: 'The server had an error', type: 'server_error', code: null },
};

/** The same for the older service: see openaiChat.ts. */
export function refuseAsOpenAi(status: Refusal) {
  return json(status, { error: ERRORS[status] });
}

function itemOf(answer: Answer): object {
  const id = Date.now();
  switch (answer.kind) {
    case 'text':
      return {
        type: 'message',
        id: `msg_${id}`,
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: answer.text, annotations: [] }],
      };
    case 'call':
      return {
        type: 'function_call',
        id: `fc_${id}`,
        call_id: `call_${id}`,
        name: answer.tool,
        arguments: JSON.stringify(answer.input),
        status: 'completed',
      };
  }
}

export const openaiResponses: Format = {
  read(path, body) {
    if (!path.endsWith('/responses')) return null;
    const { model, instructions, input, tools } = request.parse(body);
    const items = Array.isArray(input) ? input : [];
    const results = items.map((each) => outputs.safeParse(each)).filter(({ success }) => success);
    return {
      model,
      tools: tools.map(({ name, type }) => name ?? type),
      text: textsIn([instructions, input]),
      toolResults: results.map(({ data }) => textsIn(data?.output)),
    };
  },
  write(answer) {
    const item = itemOf(answer);
    const response = { id: `resp_${Date.now()}`, object: 'response', model: 'model', output: [item] };
    const usage = {
      input_tokens: TOKENS.input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: TOKENS.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: TOKENS.input + TOKENS.output,
    };
    return eventStream(
      [
        { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
        { type: 'response.output_item.added', output_index: 0, item },
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.completed', response: { ...response, status: 'completed', usage } },
      ],
      { named: true },
    );
  },
  refuse: refuseAsOpenAi,
};
