import { expect, it } from 'vitest';
import { dropped } from './dropped.ts';

const item = (name: string | null, isDirectory = false) =>
	({
		kind: name === null ? 'string' : 'file',
		getAsFile: () => (name === null ? null : new File(['x'], name)),
		webkitGetAsEntry: () => (name === null ? null : { isDirectory })
	}) as unknown as DataTransferItem;

it('tells files from folders, and leaves out what is neither', () => {
	const items = [item('a.txt'), item('photos', true), item(null), item('b.txt')] as unknown as DataTransferItemList;
	const { files, folders } = dropped({ items });
	expect(files.map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
	expect(folders).toEqual(['photos']);
});
