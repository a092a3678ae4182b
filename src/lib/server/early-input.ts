/**
 * The script of `app.html` that notes what is typed before a page's own scripts are there. A page
 * without a field goes without it: home is as small as it may be.
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
