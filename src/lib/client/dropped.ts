/**
 * What a person dropped on the page. A folder looks like a file to a page, one that cannot be read.
 *
 * @returns `folders` by their names
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
