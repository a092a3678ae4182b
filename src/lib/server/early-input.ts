/**
 * The script of `app.html` that records input before a page's own scripts have loaded, and restores
 * it afterwards. A page without a field omits it: the home page stays as small as possible.
 *
 * It also removes the attributes `value` and `checked`. Svelte (5.57, `remove_input_defaults`) does
 * that a moment later and thereby forgets the values it has set: when that part of the page was
 * first rendered again, whatever the owner had typed or ticked since was overwritten.
 */

const NOTES = /(<script nonce="[^"]*">)\{const e=\[\];[^]*?(<\/script>)/;
const FIELD = /<(?:textarea|select|input(?![^>]*\stype="hidden"))[\s>]/;

/**
 * For `transformPageChunk`; whole pages come as one chunk.
 * @param html of a page @returns the same, without the script if there is no field
 */
export function withNeededNotes({ html }: { html: string }): string {
	return FIELD.test(html) ? html : html.replace(NOTES, '$1hydrated=()=>{}$2');
}
