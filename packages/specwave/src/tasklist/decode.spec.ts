import { decodeTaskList } from './decode';

it('keeps the byte order mark in the text', () => {
  expect(decodeTaskList(Buffer.from('\uFEFF- [ ] a'))).toEqual({ text: '\uFEFF- [ ] a', invalidAt: null });
});

it('finds the place of the first byte that is not UTF-8', () => {
  const bytes = Buffer.concat([Buffer.from('\uFEFFé \uFFFD\r\n- ab'), Buffer.from([0xff, 0x20, 0xfe])]);
  expect(decodeTaskList(bytes).invalidAt).toEqual({ line: 2, column: 5, offset: 9 });
});

it('takes a U+FFFD that the author wrote for what it is', () => {
  expect(decodeTaskList(Buffer.from('a \uFFFD b')).invalidAt).toBeNull();
});
