/** Logging in where an ACP agent asks for it: once, by a method that it offers, and not for long. */
import { type ClientContext, methods, RequestError } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import { evidenceIn } from '../faultEnding';
import { faultIn } from '../providerFault';

/** Of the protocol: a login is needed. Some agents use it for other things too, so that words come first. */
export const AUTH_REQUIRED = -32000;
/** A method may open a browser, and wait for somebody who is not there. */
export const LOGIN_LIMIT_MS = 15_000;

/** Nothing was asked of its model. */
export interface Unfit {
  kind: 'unfit';
  /** Nobody is logged in: that is why. */
  asksForLogin?: true;
  message: string;
  next: string;
}

export interface LoginWish {
  /** The method that the settings name; null: the only one that there is. */
  method: string | null;
  /** How to log in, as an instruction. */
  how: string;
  /** Null: no method is called, because nobody wants a browser to open. */
  limitMs: number | null;
}

export interface Login {
  /** Makes the request, and once more after a login, where the agent asks for one. The answer counts only without `unfit`. */
  request(make: () => Promise<unknown>): Promise<unknown>;
  /** Why nobody could log in. */
  readonly unfit: Unfit | null;
}

const offer = z.looseObject({ authMethods: z.array(z.unknown()).nullish().catch(null) });
/** One with a `type` asks the user for something first: a terminal, a variable. The protocol lets nobody call it. */
const callable = z.looseObject({
  id: z.string(),
  type: z.undefined().or(z.null()).or(z.literal('agent')).optional(),
});
const named = z.looseObject({ id: z.string() });

/** `hands`: the agent's answer to `initialize`. */
export function loginOf(
  agent: ClientContext,
  hands: unknown,
  { who, login: { method: wished, how, limitMs } }: { who: string; login: LoginWish },
): Login {
  const offered = offer.safeParse(hands).data?.authMethods ?? [];
  const names = offered.flatMap((each) => named.safeParse(each).data?.id ?? []);
  const able = offered.flatMap((each) => callable.safeParse(each).data?.id ?? []);
  let unfit: Unfit | null = null;
  let hasAsked = false;

  const refuse = (what: string): void => {
    const choice =
      names.length === 0 ? '' : ` Or name one of its methods with \`authMethod\`: ${names.join(', ')}.`;
    unfit = {
      kind: 'unfit',
      asksForLogin: true,
      message: `${who} is not logged in. ${what}`,
      next: `${how}${choice}`,
    };
  };
  const logIn = async (error: RequestError): Promise<void> => {
    const asked = `It said: ${evidenceIn(error.message)}`;
    const methodId = wished ?? (able.length === 1 ? able[0] : undefined);
    if (hasAsked || methodId === undefined || limitMs === null) return refuse(asked);
    if (!able.includes(methodId))
      return refuse(`It has no method \`${methodId}\` that can be called. ${asked}`);
    hasAsked = true;
    const answered = agent.request(methods.agent.authenticate, { methodId }).then(
      () => 'done' as const,
      (reason: unknown) => (reason instanceof RequestError ? reason : 'gone'),
    );
    const answer = await within(answered, limitMs);
    if (answer === 'late') {
      refuse(
        `Its method \`${methodId}\` had not answered after ${limitMs / 1000} s: it may wait for a browser.`,
      );
    } else if (answer instanceof RequestError) {
      refuse(`Its method \`${methodId}\` failed: ${evidenceIn(answer.message)}`);
    }
  };

  return {
    async request(make) {
      for (;;) {
        try {
          return await make();
        } catch (error) {
          if (!asksForLogin(error)) throw error;
          await logIn(error);
          if (unfit !== null) return undefined;
        }
      }
    },
    get unfit() {
      return unfit;
    },
  };
}

function asksForLogin(error: unknown): error is RequestError {
  if (!(error instanceof RequestError) || error.code !== AUTH_REQUIRED) return false;
  const fault = faultIn(error.message);
  return fault === null || fault === 'login';
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
