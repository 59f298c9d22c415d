// No test is about time. This only ends one that hangs, on a machine that is busy as well.
jest.setTimeout(300_000);
