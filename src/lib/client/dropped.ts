/**
 * Returns the files and folders that a person dropped on the page. To a page a folder looks like a
 * file that cannot be read.
 *
 * @returns `folders` as names
 */
export function dropped({ items }: Pick<DataTransfer, 'items'>): { files: File[]; folders: string[] } {
	const files: File[] = [];
	const folders: string[] = [];
	for (const item of items) {
		const file = item.getAsFile();
		if (!file) continue;
		if (item.webkitGetAsEntry()?.isDirectory) folders.push(file.name);
		else files.push(file);
	}
	return { files, folders };
}
