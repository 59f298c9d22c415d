import { spawnSync } from 'node:child_process';
import { type Holder, holderSchema, lifeOf, newHolder } from './holder';

/** A process of this machine that has ended. */
const gonePid = (): number => spawnSync(process.execPath, ['--version']).pid;

it('this process is alive, and each of its holdings has a token of its own', () => {
  const holder = newHolder();
  expect(lifeOf(holder)).toBe('alive');
  expect(newHolder()).toEqual({ ...holder, token: expect.not.stringMatching(holder.token) });
});

it('survives being written down', () => {
  const holder = newHolder();
  expect(holderSchema.parse(JSON.parse(JSON.stringify(holder)))).toEqual(holder);
});

it('a process that has ended is dead', () => {
  expect(lifeOf({ ...newHolder(), pid: gonePid() })).toBe('dead');
});

it('a process whose start is not known is alive as long as its pid is there', () => {
  expect(lifeOf({ ...newHolder(), started: null })).toBe('alive');
});

it('a process that started at another time than the one with its pid is dead', () => {
  expect(lifeOf({ ...newHolder(), started: 1 })).toBe('dead');
});

const linux: Partial<Holder> = { host: 'here', machine: 'm1', boot: 'b1', namespace: 'n1' };

it.each<[string, Partial<Holder>, 'dead' | 'unknown']>([
  ['of another container', { namespace: 'pid:[1]' }, 'unknown'],
  ['of an earlier boot of this machine', { boot: 'before' }, 'dead'],
  ['of another machine with this one’s name', { boot: 'another', machine: 'another' }, 'unknown'],
  ['of another machine', { ...linux }, 'unknown'],
  ['of a machine without a name of its own, and another boot', { boot: 'another', machine: null }, 'unknown'],
])('a process %s is %s', (_, change, life) => {
  // Where the machine has no such names, each is another machine all the same.
  const here = newHolder();
  const expected = here.machine === null || here.boot === null ? 'unknown' : life;
  expect(lifeOf({ ...here, pid: gonePid(), ...change })).toBe(expected);
});

it('a process of this boot is looked at whatever the machine was called then', () => {
  const here = newHolder();
  const expected = here.boot === null ? 'unknown' : 'alive';
  expect(lifeOf({ ...here, host: 'called-so-before' })).toBe(expected);
});
