import type { Check } from './check';
import { isGenerated, isProse } from './kinds';
import { textsLeft, viewOf } from './view';

const SUPPRESSES =
  /\b(?:eslint|oxlint|tslint|stylelint|biome)-(?:disable|ignore)|@ts-(?:ignore|expect-error|nocheck)\b|#\s*(?:noqa|type:\s*ignore|pylint:\s*disable|pyright:\s*ignore|nosec|pragma: no cover)\b|#!?\[(?:allow|expect)\(|@SuppressWarnings\b|@Suppress\(|\/\/\s*nolint\b|rubocop:disable|#pragma warning disable|phpcs:(?:ignore|disable)|@phpstan-ignore|@psalm-suppress|swiftlint:disable|\b(?:istanbul|c8|v8) ignore\b|NOSONAR|shellcheck disable/;

/** New remarks that tell a tool to look away. */
export const suppressions: Check = {
  name: 'suppressions',
  find: (work) =>
    textsLeft(work).flatMap((changed) => {
      const { path, after } = changed;
      if (isGenerated(path) || isProse(path) || !SUPPRESSES.test(after)) return [];
      const place = viewOf(changed).added.find(({ text }) => SUPPRESSES.test(text));
      if (!place) return [];
      return [
        {
          message: `\`${path}\` tells a tool to look away.`,
          next: 'Look whether it has to.',
          path,
          line: place.number,
        },
      ];
    }),
};
