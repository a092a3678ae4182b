/**
 * The script of `app.html` that notes what is typed before a page's own scripts are there, and puts
 * it back once they are. A page without a field goes without it: home is as small as it may be.
 *
 * It takes away the attributes `value` and `checked` too. Svelte (5.57, `remove_input_defaults`)
 * does that a moment later, and forgets what it has set by it: when the part of the page was drawn
 * anew for the first time, whatever its owner had typed or ticked since was overwritten.
 */

const NOTES = /(<script nonce="[^"]*">)\{const e=\[\];[^]*?(<\/script>)/;
const FIELD = /<(?:textarea|select|input(?![^>]*\stype="hidden"))[\s>]/;

/**
 * For `transformPageChunk`; whole pages come as one chunk.
 * @param html of a page @returns the same, without the notes where nobody can type
 */
export function withNeededNotes({ html }: { html: string }): string {
	return FIELD.test(html) ? html : html.replace(NOTES, '$1hydrated=()=>{}$2');
}
