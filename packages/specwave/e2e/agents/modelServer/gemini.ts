/** Google's generateContent and streamGenerateContent: what `gemini` speaks. */
import * as z from 'zod';
import { type Answer, eventStream, type Format, json, type Refusal, textsIn, TOKENS } from './wire';

const request = z.object({
  systemInstruction: z.unknown().optional(),
  contents: z.array(
    z.object({ parts: z.array(z.looseObject({ functionResponse: z.unknown().optional() })) }),
  ),
  tools: z
    .array(z.object({ functionDeclarations: z.array(z.object({ name: z.string() })).default([]) }))
    .default([]),
});

const PATH = /\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

const ERRORS: Readonly<Record<Refusal, [status: string, message: string]>> = {
  401: ['UNAUTHENTICATED', 'API key not valid. Please pass a valid API key.'],
  429: ['RESOURCE_EXHAUSTED', 'You exceeded your current quota.'],
  500: ['INTERNAL', 'An internal error has occurred.'],
};

function partOf(answer: Answer): object {
  if (answer.kind === 'text') return { text: answer.text };
  return { functionCall: { name: answer.tool, args: answer.input } };
}

export const gemini: Format = {
  read(path, body) {
    const model = PATH.exec(path)?.[1];
    if (model === undefined) return null;
    const { systemInstruction, contents, tools } = request.parse(body);
    const responses = contents.flatMap(({ parts }) =>
      parts.flatMap(({ functionResponse }) => (functionResponse === undefined ? [] : [functionResponse])),
    );
    return {
      model,
      tools: tools.flatMap(({ functionDeclarations }) => functionDeclarations.map(({ name }) => name)),
      text: textsIn([systemInstruction, contents]),
      toolResults: responses.map(textsIn),
    };
  },
  write(answer, path) {
    const response = {
      candidates: [{ content: { role: 'model', parts: [partOf(answer)] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: {
        promptTokenCount: TOKENS.input,
        candidatesTokenCount: TOKENS.output,
        totalTokenCount: TOKENS.input + TOKENS.output,
      },
      modelVersion: 'model',
    };
    return path.includes(':streamGenerateContent') ? eventStream([response]) : json(200, response);
  },
  refuse(status) {
    const [name, message] = ERRORS[status];
    return json(status, { error: { code: status, message, status: name } });
  },
};
