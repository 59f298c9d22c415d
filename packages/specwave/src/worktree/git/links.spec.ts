import { leadsOut } from './links';

it.each([
  ['link', 'file'],
  ['link', 'folder/file'],
  ['link', './file'],
  ['link', '.'],
  ['a/link', '..'],
  ['a/b/link', '../../file'],
  ['a/link', '..file'],
  ['a/link', '.../file'],
])('a link %s that says %s stays in the tree', (path, target) => {
  expect(leadsOut(path, target)).toBe(false);
});

it.each([
  ['link', '/etc/passwd'],
  ['link', '//server/share'],
  ['link', '..'],
  ['link', './../file'],
  ['a/link', '../..'],
  ['a/link', '../../tree/file'],
  ['a/b/link', '../.././../file'],
  // `a` may be a link itself, and `..` goes up from where that leads to.
  ['b/link', 'a/..'],
  ['b/link', '../a/../file'],
])('a link %s that says %s leads out of it, or may', (path, target) => {
  expect(leadsOut(path, target)).toBe(true);
});
