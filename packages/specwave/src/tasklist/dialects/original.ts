import { PARTS, type Dialect } from './dialect';

/** The format that Specwave grew out of, and lists of waves: layers one after another, a layer at once. */
export const original: Dialect = {
  name: 'original',
  orderReason: 'layers one after another, the tasks of a layer at once',
  recognises: ({ source, headings }) =>
    headings.some((heading) => PARTS.test(heading) && /\b(?:Layer|Wave|L)[\s#:-]*\d/i.test(heading)) ||
    /\[(?:L|Layer )0\]/i.test(source.text),
  layers: {
    heading: PARTS,
    order: (heading) => {
      if (/[([][^)\]]*\bsequential(?:ly)?\b/i.test(heading)) return 'sequential';
      if (/[([][^)\]]*\bparallel\b/i.test(heading)) return 'parallel';
      return /\b(?:Layer|Wave|L)(?![a-z])/i.test(heading) ? 'parallel' : 'marked';
    },
    inlineTags: true,
  },
};
