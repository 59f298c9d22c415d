/** Which words of a task are paths. Pure. */
import { fileInFence } from '../markdown/fence';
import { isFileName } from './fileNames';

/** A path relative to the workspace with `/`, or null for what is none: URLs, globs, routes, `..`, packages. */
export function asPath(raw: string): string | null {
  const path = raw
    .trim()
    .replace(/^`(.*)`$/, '$1')
    .replace(/\\/g, '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/:\d+(?::\d+)?$/, '');
  if (
    path === '' ||
    path.length > 260 ||
    /[\s"'<>|*?{}()$=;,:!#%^&+~`]/.test(path.replace(/[[(][\w.-]+[\])]/g, ''))
  ) {
    return null;
  }
  if (path.startsWith('/') || /^-/.test(path) || path.includes('//')) return null;
  if (/^@[^/]+\/[^/.]+$/.test(path)) return null;
  const segments = path.replace(/\/$/, '').split('/');
  if (segments.some((segment) => segment === '..' || segment === '.' || segment === '')) return null;
  if (segments.length === 1 && !path.endsWith('/') && !isFileName(path)) return null;
  return segments.join('/');
}

/** The file that a recipe block writes: `ts file=src/a.ts` behind the opening fence. */
export function pathInFence(info: string): string | null {
  const file = fileInFence(info);
  return file === null ? null : asPath(file);
}
