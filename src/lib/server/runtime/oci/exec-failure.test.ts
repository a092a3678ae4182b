import { expect, it } from 'vitest';
import { programExit } from './exec-failure.ts';

const said = (text: string, at = 1000) => [{ at, service: 'web', stream: 'stderr' as const, text }];
const missing = 'ERROR (catatonit:1): failed to exec pid1: No such file or directory';

it('tells a program that is missing, or may not be run, from one that ended with 1', () => {
	expect(programExit(1, 1000, said(missing))).toBe(127);
	expect(programExit(1, 1000, said('ERROR (catatonit:1): failed to exec pid1: Permission denied'))).toBe(126);
	expect(programExit(1, 1000, said('error: no such table'))).toBe(1);
	expect(programExit(2, 1000, said(missing))).toBe(2);
});

it('does not take the words of an earlier run', () => {
	expect(programExit(1, 2000, said(missing))).toBe(1);
});
