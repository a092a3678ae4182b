import { describe, expect, it } from 'vitest';
import { CODES } from './codes.ts';
import { conflict } from './errors.ts';
import { ifWritable, isUnwritable, systemError } from './system-errors.ts';

const failed = (code: string, syscall?: string) =>
	Object.assign(new Error(code), { code, ...(syscall && { syscall }) });

describe('an error of the system, in words', () => {
	it.each([
		['ENOSPC', 'write', 'disk-full'],
		['EDQUOT', 'mkdir', 'disk-full'],
		['SQLITE_FULL', undefined, 'disk-full'],
		['ENOSPC', 'watch', 'no-watches-left'],
		['EMFILE', 'watch', 'no-watches-left'],
		['ENOSPC', 'inotify_add_watch', 'no-watches-left'],
		['EMFILE', 'open', 'too-many-open-files'],
		['ENFILE', 'accept', 'too-many-open-files'],
		['EROFS', 'open', 'disk-read-only'],
		['SQLITE_READONLY_DBMOVED', undefined, 'disk-read-only'],
		['EIO', 'read', 'disk-failure'],
		['SQLITE_IOERR_WRITE', undefined, 'disk-failure'],
		['SQLITE_CORRUPT', undefined, 'disk-failure'],
		['SQLITE_BUSY', undefined, 'database-busy'],
		['SQLITE_BUSY_SNAPSHOT', undefined, 'database-busy']
	])('%s of %s is %s', (code, call, expected) => {
		const error = systemError(failed(code, call));
		expect(error?.code).toBe(expected);
		expect(CODES[expected as keyof typeof CODES][0]).toBe(error?.status);
		expect(error?.hint).toMatch(/\.$/);
	});

	it.each([[failed('ENOENT')], [new Error('x')], [null], ['ENOSPC'], [{ code: 7 }], [conflict('busy', 'Busy.')]])(
		'%s is none',
		(error) => {
			expect(systemError(error)).toBeNull();
		}
	);
});

describe('what can do without a write', () => {
	it.each(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'SQLITE_FULL', 'SQLITE_READONLY', 'SQLITE_IOERR_WRITE'])(
		'goes on after %s, in words or not',
		(code) => {
			const error = failed(code, 'write');
			expect([isUnwritable(error), isUnwritable(systemError(error))]).toEqual([true, true]);
			const refused = ifWritable(() => {
				throw error;
			});
			expect(refused).toBe(error);
		}
	);

	it('waits where another program holds the database, which is not full for that', () => {
		const error = failed('SQLITE_BUSY');
		expect([
			isUnwritable(error),
			ifWritable(() => {
				throw error;
			})
		]).toEqual([false, error]);
	});

	it('goes on after nothing else', () => {
		for (const error of [failed('ENOSPC', 'watch'), failed('ENOENT'), new Error('x')]) {
			const work = () => {
				throw error;
			};
			expect(() => ifWritable(work)).toThrow(error);
		}
		expect(ifWritable(() => {})).toBeNull();
	});
});
