// Reads the comments of the contract into its schemas: `/** Bytes. */ size: v.number()` becomes a
// schema that is described so. Only scripts/api-docs.mjs runs the result.
import ts from 'typescript';

const HELPER = '\0member-comment';

/** The text of a doc comment in one line. @param {string} comment */
const textOf = (comment) =>
	comment
		.slice(3, -2)
		.split('\n')
		.map((line) => line.replace(/^\s*\*\s?/, '').trim())
		.filter((line) => !line.startsWith('@'))
		.join(' ')
		.replace(/\{@link (\w+)\}/g, '`$1`')
		.replace(/\s+/g, ' ')
		.trim();

/**
 * Source text in which each commented member of an object is described by its comment.
 * @param {string} source @param {string} name of the file
 */
export function describeMembers(source, name) {
	const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
	/** @type {{ at: number, text: string }[]} */
	const edits = [];
	/** @param {ts.Node} node */
	const visit = (node) => {
		if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
			const comment = ts.getLeadingCommentRanges(source, node.getFullStart())?.at(-1);
			const written = comment && source.slice(comment.pos, comment.end);
			if (written?.startsWith('/**')) {
				const text = JSON.stringify(textOf(written));
				const value = ts.isPropertyAssignment(node) ? node.initializer : node.name;
				const opening = ts.isPropertyAssignment(node) ? '__described(' : `: __described(${node.name.text}`;
				if (ts.isPropertyAssignment(node)) edits.push({ at: value.getStart(), text: opening });
				edits.push({ at: value.getEnd(), text: ts.isPropertyAssignment(node) ? `, ${text})` : `${opening}, ${text})` });
			}
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	if (edits.length === 0) return null;
	edits.sort((one, other) => other.at - one.at);
	let result = source;
	for (const { at, text } of edits) result = result.slice(0, at) + text + result.slice(at);
	return `import { __described } from ${JSON.stringify(HELPER)};${result}`;
}

/** A plugin of rolldown that does so to the files of a folder. @param {string} folder */
export function memberComments(folder) {
	return {
		name: 'member-comments',
		/** @param {string} id */
		resolveId: (id) => (id === HELPER ? HELPER : null),
		/** @param {string} id */
		load: (id) =>
			id === HELPER
				? `import * as v from 'valibot';
export const __described = (value, text) => value?.kind === 'schema' ? v.pipe(value, v.description(text)) : value;`
				: null,
		/** @param {string} code @param {string} id */
		transform: (code, id) => (id.startsWith(folder) && id.endsWith('.ts') ? describeMembers(code, id) : null)
	};
}
